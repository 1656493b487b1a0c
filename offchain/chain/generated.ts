//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// IAggregatorV3
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const iAggregatorV3Abi = [
  {
    type: 'function',
    inputs: [],
    name: 'decimals',
    outputs: [{ name: '', internalType: 'uint8', type: 'uint8' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'latestRoundData',
    outputs: [
      { name: 'roundId', internalType: 'uint80', type: 'uint80' },
      { name: 'answer', internalType: 'int256', type: 'int256' },
      { name: 'startedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'updatedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'answeredInRound', internalType: 'uint80', type: 'uint80' },
    ],
    stateMutability: 'view',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// IERC20Metadata
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const ierc20MetadataAbi = [
  {
    type: 'function',
    inputs: [
      { name: 'owner', internalType: 'address', type: 'address' },
      { name: 'spender', internalType: 'address', type: 'address' },
    ],
    name: 'allowance',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'spender', internalType: 'address', type: 'address' },
      { name: 'value', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'approve',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'balanceOf',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'decimals',
    outputs: [{ name: '', internalType: 'uint8', type: 'uint8' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'name',
    outputs: [{ name: '', internalType: 'string', type: 'string' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'symbol',
    outputs: [{ name: '', internalType: 'string', type: 'string' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'totalSupply',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'to', internalType: 'address', type: 'address' },
      { name: 'value', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'transfer',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'from', internalType: 'address', type: 'address' },
      { name: 'to', internalType: 'address', type: 'address' },
      { name: 'value', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'transferFrom',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'owner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'spender',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'value',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Approval',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'from', internalType: 'address', type: 'address', indexed: true },
      { name: 'to', internalType: 'address', type: 'address', indexed: true },
      {
        name: 'value',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Transfer',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// KeystoneForwarder
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const keystoneForwarderAbi = [
  { type: 'constructor', inputs: [], stateMutability: 'nonpayable' },
  {
    type: 'function',
    inputs: [],
    name: 'acceptOwnership',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'forwarder', internalType: 'address', type: 'address' }],
    name: 'addForwarder',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'donId', internalType: 'uint32', type: 'uint32' },
      { name: 'configVersion', internalType: 'uint32', type: 'uint32' },
    ],
    name: 'clearConfig',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'receiver', internalType: 'address', type: 'address' },
      { name: 'workflowExecutionId', internalType: 'bytes32', type: 'bytes32' },
      { name: 'reportId', internalType: 'bytes2', type: 'bytes2' },
    ],
    name: 'getTransmissionId',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [
      { name: 'receiver', internalType: 'address', type: 'address' },
      { name: 'workflowExecutionId', internalType: 'bytes32', type: 'bytes32' },
      { name: 'reportId', internalType: 'bytes2', type: 'bytes2' },
    ],
    name: 'getTransmissionInfo',
    outputs: [
      {
        name: '',
        internalType: 'struct IRouter.TransmissionInfo',
        type: 'tuple',
        components: [
          { name: 'transmissionId', internalType: 'bytes32', type: 'bytes32' },
          {
            name: 'state',
            internalType: 'enum IRouter.TransmissionState',
            type: 'uint8',
          },
          { name: 'transmitter', internalType: 'address', type: 'address' },
          { name: 'invalidReceiver', internalType: 'bool', type: 'bool' },
          { name: 'success', internalType: 'bool', type: 'bool' },
          { name: 'gasLimit', internalType: 'uint80', type: 'uint80' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'receiver', internalType: 'address', type: 'address' },
      { name: 'workflowExecutionId', internalType: 'bytes32', type: 'bytes32' },
      { name: 'reportId', internalType: 'bytes2', type: 'bytes2' },
    ],
    name: 'getTransmitter',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'forwarder', internalType: 'address', type: 'address' }],
    name: 'isForwarder',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'owner',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'forwarder', internalType: 'address', type: 'address' }],
    name: 'removeForwarder',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'receiver', internalType: 'address', type: 'address' },
      { name: 'rawReport', internalType: 'bytes', type: 'bytes' },
      { name: 'reportContext', internalType: 'bytes', type: 'bytes' },
      { name: 'signatures', internalType: 'bytes[]', type: 'bytes[]' },
    ],
    name: 'report',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'transmissionId', internalType: 'bytes32', type: 'bytes32' },
      { name: 'transmitter', internalType: 'address', type: 'address' },
      { name: 'receiver', internalType: 'address', type: 'address' },
      { name: 'metadata', internalType: 'bytes', type: 'bytes' },
      { name: 'validatedReport', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'route',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'donId', internalType: 'uint32', type: 'uint32' },
      { name: 'configVersion', internalType: 'uint32', type: 'uint32' },
      { name: 'f', internalType: 'uint8', type: 'uint8' },
      { name: 'signers', internalType: 'address[]', type: 'address[]' },
    ],
    name: 'setConfig',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'to', internalType: 'address', type: 'address' }],
    name: 'transferOwnership',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'typeAndVersion',
    outputs: [{ name: '', internalType: 'string', type: 'string' }],
    stateMutability: 'view',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'donId', internalType: 'uint32', type: 'uint32', indexed: true },
      {
        name: 'configVersion',
        internalType: 'uint32',
        type: 'uint32',
        indexed: true,
      },
      { name: 'f', internalType: 'uint8', type: 'uint8', indexed: false },
      {
        name: 'signers',
        internalType: 'address[]',
        type: 'address[]',
        indexed: false,
      },
    ],
    name: 'ConfigSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'forwarder',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'ForwarderAdded',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'forwarder',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'ForwarderRemoved',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'from', internalType: 'address', type: 'address', indexed: true },
      { name: 'to', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'OwnershipTransferRequested',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'from', internalType: 'address', type: 'address', indexed: true },
      { name: 'to', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'OwnershipTransferred',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'receiver',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'workflowExecutionId',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'reportId',
        internalType: 'bytes2',
        type: 'bytes2',
        indexed: true,
      },
      { name: 'result', internalType: 'bool', type: 'bool', indexed: false },
    ],
    name: 'ReportProcessed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'transmissionId', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'AlreadyAttempted',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'DuplicateSigner',
  },
  {
    type: 'error',
    inputs: [
      { name: 'numSigners', internalType: 'uint256', type: 'uint256' },
      { name: 'maxSigners', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ExcessSigners',
  },
  { type: 'error', inputs: [], name: 'FaultToleranceMustBePositive' },
  {
    type: 'error',
    inputs: [
      { name: 'transmissionId', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'InsufficientGasForRouting',
  },
  {
    type: 'error',
    inputs: [
      { name: 'numSigners', internalType: 'uint256', type: 'uint256' },
      { name: 'minSigners', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'InsufficientSigners',
  },
  {
    type: 'error',
    inputs: [{ name: 'configId', internalType: 'uint64', type: 'uint64' }],
    name: 'InvalidConfig',
  },
  { type: 'error', inputs: [], name: 'InvalidReport' },
  {
    type: 'error',
    inputs: [{ name: 'signature', internalType: 'bytes', type: 'bytes' }],
    name: 'InvalidSignature',
  },
  {
    type: 'error',
    inputs: [
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
      { name: 'received', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'InvalidSignatureCount',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'InvalidSigner',
  },
  { type: 'error', inputs: [], name: 'UnauthorizedForwarder' },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// RecoveryTreasury
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const recoveryTreasuryAbi = [
  {
    type: 'constructor',
    inputs: [
      { name: 'owner_', internalType: 'address', type: 'address' },
      { name: 'guardian_', internalType: 'address', type: 'address' },
      { name: 'delay_', internalType: 'uint256', type: 'uint256' },
      { name: 'agent_', internalType: 'address', type: 'address' },
      {
        name: 'wiring',
        internalType: 'struct RecoveryTreasury.Wiring',
        type: 'tuple',
        components: [
          {
            name: 'attestation',
            internalType: 'contract IReserveAttestation',
            type: 'address',
          },
          {
            name: 'collateral',
            internalType: 'contract IERC20Metadata',
            type: 'address',
          },
          {
            name: 'payment',
            internalType: 'contract IERC20Metadata',
            type: 'address',
          },
          { name: 'reserve', internalType: 'address', type: 'address' },
          {
            name: 'router',
            internalType: 'contract ISwapRouter02',
            type: 'address',
          },
          { name: 'poolFee', internalType: 'uint24', type: 'uint24' },
          { name: 'window', internalType: 'uint40', type: 'uint40' },
          {
            name: 'feeds',
            internalType: 'struct PriceFeeds',
            type: 'tuple',
            components: [
              {
                name: 'btcUsd',
                internalType: 'struct PriceFeed',
                type: 'tuple',
                components: [
                  {
                    name: 'aggregator',
                    internalType: 'address',
                    type: 'address',
                  },
                  { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
                ],
              },
              {
                name: 'wbtcBtc',
                internalType: 'struct PriceFeed',
                type: 'tuple',
                components: [
                  {
                    name: 'aggregator',
                    internalType: 'address',
                    type: 'address',
                  },
                  { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
                ],
              },
              {
                name: 'usdcUsd',
                internalType: 'struct PriceFeed',
                type: 'tuple',
                components: [
                  {
                    name: 'aggregator',
                    internalType: 'address',
                    type: 'address',
                  },
                  { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
                ],
              },
            ],
          },
        ],
      },
      {
        name: 'limits_',
        internalType: 'struct RecoveryLimits',
        type: 'tuple',
        components: [
          { name: 'perAction', internalType: 'uint112', type: 'uint112' },
          { name: 'perWindow', internalType: 'uint112', type: 'uint112' },
          { name: 'settlementLag', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackDelay', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackSpend', internalType: 'uint112', type: 'uint112' },
          { name: 'maxSlippageBps', internalType: 'uint16', type: 'uint16' },
          { name: 'maxDepegBps', internalType: 'uint16', type: 'uint16' },
          { name: 'minBtcUsd', internalType: 'uint96', type: 'uint96' },
          { name: 'maxBtcUsd', internalType: 'uint96', type: 'uint96' },
        ],
      },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'acceptOwnership',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'agent',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'attestation',
    outputs: [
      {
        name: '',
        internalType: 'contract IReserveAttestation',
        type: 'address',
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'available',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'btcUsdFeed',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'callHash', internalType: 'bytes32', type: 'bytes32' }],
    name: 'cancel',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'collateral',
    outputs: [{ name: '', internalType: 'contract IERC20', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'delay',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'fallbackReadyAt',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'guardian',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'epoch', internalType: 'uint40', type: 'uint40' },
      { name: 'spend', internalType: 'uint256', type: 'uint256' },
      { name: 'salt', internalType: 'bytes32', type: 'bytes32' },
      {
        name: 'poolOrder',
        internalType: 'struct PoolOrder',
        type: 'tuple',
        components: [
          { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
          { name: 'ciphertext', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'minOut', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'heal',
    outputs: [{ name: 'delivered', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'healFallback',
    outputs: [{ name: 'delivered', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'lastFallbackAt',
    outputs: [{ name: '', internalType: 'uint40', type: 'uint40' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'lastHealAt',
    outputs: [{ name: '', internalType: 'uint40', type: 'uint40' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'lastHealedEpoch',
    outputs: [{ name: '', internalType: 'uint40', type: 'uint40' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'limits',
    outputs: [
      {
        name: '',
        internalType: 'struct RecoveryLimits',
        type: 'tuple',
        components: [
          { name: 'perAction', internalType: 'uint112', type: 'uint112' },
          { name: 'perWindow', internalType: 'uint112', type: 'uint112' },
          { name: 'settlementLag', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackDelay', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackSpend', internalType: 'uint112', type: 'uint112' },
          { name: 'maxSlippageBps', internalType: 'uint16', type: 'uint16' },
          { name: 'maxDepegBps', internalType: 'uint16', type: 'uint16' },
          { name: 'minBtcUsd', internalType: 'uint96', type: 'uint96' },
          { name: 'maxBtcUsd', internalType: 'uint96', type: 'uint96' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'spend', internalType: 'uint256', type: 'uint256' }],
    name: 'minimumOut',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'owner',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'pause',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'paused',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'payment',
    outputs: [{ name: '', internalType: 'contract IERC20', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'pendingOwner',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'poolFee',
    outputs: [{ name: '', internalType: 'uint24', type: 'uint24' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'callHash', internalType: 'bytes32', type: 'bytes32' }],
    name: 'readyAt',
    outputs: [{ name: 'readyAt', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'renounceOwnership',
    outputs: [],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [],
    name: 'reserve',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'router',
    outputs: [
      { name: '', internalType: 'contract ISwapRouter02', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'data', internalType: 'bytes', type: 'bytes' }],
    name: 'schedule',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'agent_', internalType: 'address', type: 'address' }],
    name: 'setAgent',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'guardian_', internalType: 'address', type: 'address' }],
    name: 'setGuardian',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'limits_',
        internalType: 'struct RecoveryLimits',
        type: 'tuple',
        components: [
          { name: 'perAction', internalType: 'uint112', type: 'uint112' },
          { name: 'perWindow', internalType: 'uint112', type: 'uint112' },
          { name: 'settlementLag', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackDelay', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackSpend', internalType: 'uint112', type: 'uint112' },
          { name: 'maxSlippageBps', internalType: 'uint16', type: 'uint16' },
          { name: 'maxDepegBps', internalType: 'uint16', type: 'uint16' },
          { name: 'minBtcUsd', internalType: 'uint96', type: 'uint96' },
          { name: 'maxBtcUsd', internalType: 'uint96', type: 'uint96' },
        ],
      },
    ],
    name: 'setLimits',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'newOwner', internalType: 'address', type: 'address' }],
    name: 'transferOwnership',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'unpause',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'usdcUsdFeed',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'wbtcBtcFeed',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'window',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'token', internalType: 'contract IERC20', type: 'address' },
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'withdraw',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previous',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'current',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'AgentSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'callHash',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'CallCancelled',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'callHash',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'CallExecuted',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'callHash',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'readyAt',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      { name: 'data', internalType: 'bytes', type: 'bytes', indexed: false },
    ],
    name: 'CallScheduled',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previous',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'current',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'GuardianSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'epoch', internalType: 'uint40', type: 'uint40', indexed: true },
      { name: 'byAgent', internalType: 'bool', type: 'bool', indexed: false },
      {
        name: 'spent',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'delivered',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'minOut',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Healed',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'limits',
        internalType: 'struct RecoveryLimits',
        type: 'tuple',
        components: [
          { name: 'perAction', internalType: 'uint112', type: 'uint112' },
          { name: 'perWindow', internalType: 'uint112', type: 'uint112' },
          { name: 'settlementLag', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackDelay', internalType: 'uint40', type: 'uint40' },
          { name: 'fallbackSpend', internalType: 'uint112', type: 'uint112' },
          { name: 'maxSlippageBps', internalType: 'uint16', type: 'uint16' },
          { name: 'maxDepegBps', internalType: 'uint16', type: 'uint16' },
          { name: 'minBtcUsd', internalType: 'uint96', type: 'uint96' },
          { name: 'maxBtcUsd', internalType: 'uint96', type: 'uint96' },
        ],
        indexed: false,
      },
    ],
    name: 'LimitsSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previousOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'newOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'OwnershipTransferStarted',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previousOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'newOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'OwnershipTransferred',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'paused', internalType: 'bool', type: 'bool', indexed: false },
      { name: 'by', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'PauseSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'token',
        internalType: 'contract IERC20',
        type: 'address',
        indexed: true,
      },
      { name: 'to', internalType: 'address', type: 'address', indexed: true },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Withdrawn',
  },
  {
    type: 'error',
    inputs: [
      { name: 'callHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CallAlreadyScheduled',
  },
  {
    type: 'error',
    inputs: [
      { name: 'callHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CallNotReady',
  },
  {
    type: 'error',
    inputs: [{ name: 'callHash', internalType: 'bytes32', type: 'bytes32' }],
    name: 'CallNotScheduled',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'DecimalsTooMany',
  },
  {
    type: 'error',
    inputs: [
      { name: 'received', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'DeliveryShort',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'lastHealed', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EpochAlreadyHealed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'latest', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EpochNotLatest',
  },
  {
    type: 'error',
    inputs: [
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'FallbackTooEarly',
  },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'answer', internalType: 'int256', type: 'int256' },
    ],
    name: 'FeedAnswerInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'updatedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
      { name: 'maxAge', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'FeedStale',
  },
  {
    type: 'error',
    inputs: [
      { name: 'limit', internalType: 'string', type: 'string' },
      { name: 'given', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'LimitInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'MinOutTooLow',
  },
  {
    type: 'error',
    inputs: [
      { name: 'sender', internalType: 'address', type: 'address' },
      { name: 'agent', internalType: 'address', type: 'address' },
    ],
    name: 'NotAgent',
  },
  {
    type: 'error',
    inputs: [
      { name: 'sender', internalType: 'address', type: 'address' },
      { name: 'guardian', internalType: 'address', type: 'address' },
    ],
    name: 'NotGuardian',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'attested', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'OrderNotAttested',
  },
  {
    type: 'error',
    inputs: [{ name: 'owner', internalType: 'address', type: 'address' }],
    name: 'OwnableInvalidOwner',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'OwnableUnauthorizedAccount',
  },
  { type: 'error', inputs: [], name: 'OwnershipNotRenounceable' },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'answer', internalType: 'uint256', type: 'uint256' },
      { name: 'minimum', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PriceOutOfBounds',
  },
  { type: 'error', inputs: [], name: 'ReentrancyGuardReentrantCall' },
  { type: 'error', inputs: [], name: 'ReserveIsTreasury' },
  {
    type: 'error',
    inputs: [{ name: 'token', internalType: 'address', type: 'address' }],
    name: 'SafeERC20FailedOperation',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'limit', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'SpendAboveActionLimit',
  },
  {
    type: 'error',
    inputs: [
      { name: 'spent', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'SpendMismatch',
  },
  { type: 'error', inputs: [], name: 'SpendZero' },
  {
    type: 'error',
    inputs: [
      { name: 'statementAt', internalType: 'uint256', type: 'uint256' },
      { name: 'settledAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'StatementBeforeSettlement',
  },
  {
    type: 'error',
    inputs: [
      { name: 'status', internalType: 'enum ReserveStatus', type: 'uint8' },
    ],
    name: 'StatusUnfit',
  },
  {
    type: 'error',
    inputs: [{ name: 'token', internalType: 'address', type: 'address' }],
    name: 'TokensEqual',
  },
  { type: 'error', inputs: [], name: 'TreasuryPaused' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'available', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'WindowExceeded',
  },
  { type: 'error', inputs: [], name: 'WindowZero' },
  {
    type: 'error',
    inputs: [{ name: 'parameter', internalType: 'string', type: 'string' }],
    name: 'ZeroAddress',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// ReserveAttestation
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const reserveAttestationAbi = [
  {
    type: 'constructor',
    inputs: [
      { name: 'owner_', internalType: 'address', type: 'address' },
      { name: 'guardian_', internalType: 'address', type: 'address' },
      { name: 'delay_', internalType: 'uint256', type: 'uint256' },
      { name: 'forwarder_', internalType: 'address', type: 'address' },
      { name: 'workflowOwner_', internalType: 'address', type: 'address' },
      { name: 'maxAge_', internalType: 'uint256', type: 'uint256' },
      { name: 'localOperator_', internalType: 'address', type: 'address' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'DEVELOPMENT_CHAIN_ID',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'acceptOwnership',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'workflowId_', internalType: 'bytes32', type: 'bytes32' }],
    name: 'acceptWorkflow',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'callHash', internalType: 'bytes32', type: 'bytes32' }],
    name: 'cancel',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'delay',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'forwarder',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'guardian',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'insolventSince',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'isSolvent',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'lastUpdated',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'latestReport',
    outputs: [
      {
        name: '',
        internalType: 'struct RecordedReport',
        type: 'tuple',
        components: [
          { name: 'epoch', internalType: 'uint40', type: 'uint40' },
          { name: 'statementAt', internalType: 'uint40', type: 'uint40' },
          { name: 'recordedAt', internalType: 'uint40', type: 'uint40' },
          { name: 'insolventSince', internalType: 'uint40', type: 'uint40' },
          { name: 'mintCeiling', internalType: 'uint96', type: 'uint96' },
          { name: 'orderDigest', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'localOperator',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'maxAge',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'metadata', internalType: 'bytes', type: 'bytes' },
      { name: 'report', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'onReport',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'owner',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'pause',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'paused',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'pendingOwner',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'callHash', internalType: 'bytes32', type: 'bytes32' }],
    name: 'readyAt',
    outputs: [{ name: 'readyAt', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'renounceOwnership',
    outputs: [],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [{ name: 'data', internalType: 'bytes', type: 'bytes' }],
    name: 'schedule',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'guardian_', internalType: 'address', type: 'address' }],
    name: 'setGuardian',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'status',
    outputs: [
      { name: '', internalType: 'enum ReserveStatus', type: 'uint8' },
      { name: '', internalType: 'enum UnknownReason', type: 'uint8' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'interfaceId', internalType: 'bytes4', type: 'bytes4' }],
    name: 'supportsInterface',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [{ name: 'newOwner', internalType: 'address', type: 'address' }],
    name: 'transferOwnership',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'unpause',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'isSolvent_', internalType: 'bool', type: 'bool' }],
    name: 'updateAttestation',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'workflowId',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'workflowOwner',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'callHash',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'CallCancelled',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'callHash',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'CallExecuted',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'callHash',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'readyAt',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      { name: 'data', internalType: 'bytes', type: 'bytes', indexed: false },
    ],
    name: 'CallScheduled',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previous',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'current',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'GuardianSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previousOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'newOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'OwnershipTransferStarted',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previousOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'newOwner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'OwnershipTransferred',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'paused', internalType: 'bool', type: 'bool', indexed: false },
      { name: 'by', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'PauseSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'epoch', internalType: 'uint40', type: 'uint40', indexed: true },
      {
        name: 'statementAt',
        internalType: 'uint40',
        type: 'uint40',
        indexed: false,
      },
      {
        name: 'mintCeiling',
        internalType: 'uint96',
        type: 'uint96',
        indexed: false,
      },
      {
        name: 'poolOrder',
        internalType: 'struct PoolOrder',
        type: 'tuple',
        components: [
          { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
          { name: 'ciphertext', internalType: 'bytes32', type: 'bytes32' },
        ],
        indexed: false,
      },
      {
        name: 'sealedOrder',
        internalType: 'struct SealedOrder',
        type: 'tuple',
        components: [
          { name: 'encapsulatedKey', internalType: 'bytes32', type: 'bytes32' },
          { name: 'ciphertextHead', internalType: 'bytes32', type: 'bytes32' },
          { name: 'ciphertextTail', internalType: 'bytes32', type: 'bytes32' },
        ],
        indexed: false,
      },
      {
        name: 'orderDigest',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
    ],
    name: 'ReportRecorded',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'isSolvent', internalType: 'bool', type: 'bool', indexed: false },
      {
        name: 'timestamp',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'ReserveStatusUpdated',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'previous',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'current',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'WorkflowAccepted',
  },
  {
    type: 'error',
    inputs: [
      { name: 'callHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CallAlreadyScheduled',
  },
  {
    type: 'error',
    inputs: [
      { name: 'callHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CallNotReady',
  },
  {
    type: 'error',
    inputs: [{ name: 'callHash', internalType: 'bytes32', type: 'bytes32' }],
    name: 'CallNotScheduled',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ChainInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EpochInFuture',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'recorded', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EpochNotNewer',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'oldestAccepted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EpochStale',
  },
  {
    type: 'error',
    inputs: [
      { name: 'chainId', internalType: 'uint256', type: 'uint256' },
      { name: 'developmentChainId', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'LocalOperatorForbidden',
  },
  { type: 'error', inputs: [], name: 'MaxAgeZero' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'MetadataLengthInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'sender', internalType: 'address', type: 'address' },
      { name: 'guardian', internalType: 'address', type: 'address' },
    ],
    name: 'NotGuardian',
  },
  {
    type: 'error',
    inputs: [
      { name: 'sender', internalType: 'address', type: 'address' },
      { name: 'localOperator', internalType: 'address', type: 'address' },
    ],
    name: 'NotLocalOperator',
  },
  {
    type: 'error',
    inputs: [{ name: 'owner', internalType: 'address', type: 'address' }],
    name: 'OwnableInvalidOwner',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'OwnableUnauthorizedAccount',
  },
  { type: 'error', inputs: [], name: 'OwnershipNotRenounceable' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'address', type: 'address' },
      { name: 'wanted', internalType: 'address', type: 'address' },
    ],
    name: 'ReceiverInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ReportLengthInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'sender', internalType: 'address', type: 'address' },
      { name: 'forwarder', internalType: 'address', type: 'address' },
    ],
    name: 'SenderNotForwarder',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'StatementInFuture',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'recorded', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'StatementOlder',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'oldestAccepted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'StatementStale',
  },
  { type: 'error', inputs: [], name: 'WorkflowIdZero' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'WorkflowNotAccepted',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'address', type: 'address' },
      { name: 'wanted', internalType: 'address', type: 'address' },
    ],
    name: 'WorkflowOwnerInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'parameter', internalType: 'string', type: 'string' }],
    name: 'ZeroAddress',
  },
] as const

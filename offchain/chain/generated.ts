//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// CREDarkPool
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const creDarkPoolAbi = [
  {
    type: 'constructor',
    inputs: [
      { name: 'owner_', internalType: 'address', type: 'address' },
      { name: 'guardian_', internalType: 'address', type: 'address' },
      { name: 'delay_', internalType: 'uint256', type: 'uint256' },
      {
        name: 'wiring',
        internalType: 'struct CREDarkPool.Wiring',
        type: 'tuple',
        components: [
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
          {
            name: 'enclaveRegistry',
            internalType: 'contract IEnclaveRegistry',
            type: 'address',
          },
          {
            name: 'attestationVerifier',
            internalType: 'contract IAttestationVerifier',
            type: 'address',
          },
          {
            name: 'proofVerifier',
            internalType: 'contract IProofVerifier',
            type: 'address',
          },
          {
            name: 'prices',
            internalType: 'contract IPoolPrices',
            type: 'address',
          },
          {
            name: 'cipher',
            internalType: 'contract ISlotCipher',
            type: 'address',
          },
          { name: 'minimumQuote', internalType: 'uint64', type: 'uint64' },
          {
            name: 'timing',
            internalType: 'struct PoolRounds.Timing',
            type: 'tuple',
            components: [
              {
                name: 'roundsPerRequest',
                internalType: 'uint8',
                type: 'uint8',
              },
              {
                name: 'settlementWindow',
                internalType: 'uint40',
                type: 'uint40',
              },
              { name: 'idleInterval', internalType: 'uint40', type: 'uint40' },
              { name: 'exitDelay', internalType: 'uint40', type: 'uint40' },
            ],
          },
        ],
      },
      {
        name: 'limits_',
        internalType: 'struct PoolLimits',
        type: 'tuple',
        components: [
          {
            name: 'minCollateralDeposit',
            internalType: 'uint64',
            type: 'uint64',
          },
          { name: 'minPaymentDeposit', internalType: 'uint64', type: 'uint64' },
          { name: 'requestStake', internalType: 'uint96', type: 'uint96' },
          { name: 'maxPremiumBps', internalType: 'uint16', type: 'uint16' },
        ],
      },
      { name: 'admitted', internalType: 'address[]', type: 'address[]' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'EMPTY_ROOT',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'MAX_TIMEOUT',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'SEALED_KEY_LENGTH',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'SEALED_KEY_VERSION',
    outputs: [{ name: '', internalType: 'uint8', type: 'uint8' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'SETTLEMENT_TYPEHASH',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
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
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'admit',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'attestationVerifier',
    outputs: [
      {
        name: '',
        internalType: 'contract IAttestationVerifier',
        type: 'address',
      },
    ],
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
    inputs: [{ name: 'requestId', internalType: 'uint256', type: 'uint256' }],
    name: 'cancelRequest',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'cipher',
    outputs: [
      { name: '', internalType: 'contract ISlotCipher', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'asset', internalType: 'enum Asset', type: 'uint8' },
      { name: 'to', internalType: 'address', type: 'address' },
    ],
    name: 'claim',
    outputs: [{ name: 'amount', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'to', internalType: 'address payable', type: 'address' }],
    name: 'claimEther',
    outputs: [{ name: 'amount', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'close',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
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
    inputs: [
      { name: 'encryptedQuote', internalType: 'bytes32', type: 'bytes32' },
      { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'commitQuote',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'requestId', internalType: 'uint256', type: 'uint256' },
      { name: 'zkProof', internalType: 'bytes', type: 'bytes' },
      { name: 'teeAttestation', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'confidentialFill',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'creditOf',
    outputs: [
      {
        name: '',
        internalType: 'struct Credit',
        type: 'tuple',
        components: [
          { name: 'collateral', internalType: 'uint80', type: 'uint80' },
          { name: 'payment', internalType: 'uint80', type: 'uint80' },
          { name: 'etherAmount', internalType: 'uint96', type: 'uint96' },
        ],
      },
    ],
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
    inputs: [
      { name: 'asset', internalType: 'enum Asset', type: 'uint8' },
      { name: 'amount', internalType: 'uint64', type: 'uint64' },
    ],
    name: 'deposit',
    outputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'dismiss',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'domainSeparator',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'enclaveRegistry',
    outputs: [
      { name: '', internalType: 'contract IEnclaveRegistry', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'key', internalType: 'uint256', type: 'uint256' },
      { name: 'leaves', internalType: 'bytes32[32]', type: 'bytes32[32]' },
    ],
    name: 'exit',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'exitDelay',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'expire',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'freeze',
    outputs: [],
    stateMutability: 'nonpayable',
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
    name: 'idleInterval',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'isAdmitted',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'isFrozen',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'lastRound',
    outputs: [
      {
        name: 'round',
        internalType: 'struct Round',
        type: 'tuple',
        components: [
          { name: 'number', internalType: 'uint64', type: 'uint64' },
          { name: 'closedAt', internalType: 'uint40', type: 'uint40' },
          { name: 'requestId', internalType: 'uint64', type: 'uint64' },
          { name: 'capBps', internalType: 'uint16', type: 'uint16' },
          { name: 'entries', internalType: 'uint8', type: 'uint8' },
          { name: 'book', internalType: 'uint32', type: 'uint32' },
          { name: 'keys', internalType: 'uint32', type: 'uint32' },
          { name: 'context', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'isClosed', internalType: 'bool', type: 'bool' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'limits',
    outputs: [
      {
        name: '',
        internalType: 'struct PoolLimits',
        type: 'tuple',
        components: [
          {
            name: 'minCollateralDeposit',
            internalType: 'uint64',
            type: 'uint64',
          },
          { name: 'minPaymentDeposit', internalType: 'uint64', type: 'uint64' },
          { name: 'requestStake', internalType: 'uint96', type: 'uint96' },
          { name: 'maxPremiumBps', internalType: 'uint16', type: 'uint16' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'liveRequest',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'minTimeout',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'minimumQuote',
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
    name: 'prices',
    outputs: [
      { name: '', internalType: 'contract IPoolPrices', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'proofVerifier',
    outputs: [
      { name: '', internalType: 'contract IProofVerifier', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'requestId', internalType: 'uint256', type: 'uint256' },
      { name: 'zkProof', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'publicInputs',
    outputs: [{ name: 'inputs', internalType: 'bytes32[]', type: 'bytes32[]' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'queueBounds',
    outputs: [
      { name: 'head', internalType: 'uint256', type: 'uint256' },
      { name: 'tail', internalType: 'uint256', type: 'uint256' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    name: 'queueEntry',
    outputs: [
      {
        name: '',
        internalType: 'struct QueueEntry',
        type: 'tuple',
        components: [
          { name: 'amount', internalType: 'uint64', type: 'uint64' },
          { name: 'slot', internalType: 'uint8', type: 'uint8' },
          { name: 'asset', internalType: 'enum Asset', type: 'uint8' },
          { name: 'isWithdrawal', internalType: 'bool', type: 'bool' },
          { name: 'queuedAt', internalType: 'uint40', type: 'uint40' },
        ],
      },
    ],
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
    inputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    name: 'reclaim',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'commitment', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sealedKey', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'registerSlot',
    outputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'releaseSlot',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [{ name: 'requestId', internalType: 'uint256', type: 'uint256' }],
    name: 'request',
    outputs: [
      {
        name: '',
        internalType: 'struct CollateralRequest',
        type: 'tuple',
        components: [
          { name: 'orderHash', internalType: 'bytes32', type: 'bytes32' },
          { name: 'status', internalType: 'enum RequestStatus', type: 'uint8' },
          { name: 'slot', internalType: 'uint8', type: 'uint8' },
          { name: 'settledRounds', internalType: 'uint8', type: 'uint8' },
          { name: 'premiumBps', internalType: 'uint16', type: 'uint16' },
          { name: 'openedAt', internalType: 'uint40', type: 'uint40' },
          { name: 'timeout', internalType: 'uint40', type: 'uint40' },
          { name: 'stake', internalType: 'uint96', type: 'uint96' },
          { name: 'orderBlock', internalType: 'uint40', type: 'uint40' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'encryptedAmount', internalType: 'bytes32', type: 'bytes32' },
      { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
      { name: 'premiumBps', internalType: 'uint256', type: 'uint256' },
      { name: 'timeout', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'requestCollateral',
    outputs: [{ name: 'requestId', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'payable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'commitment', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sealedKey', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'rotateKey',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'roundsPerRequest',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
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
        internalType: 'struct PoolLimits',
        type: 'tuple',
        components: [
          {
            name: 'minCollateralDeposit',
            internalType: 'uint64',
            type: 'uint64',
          },
          { name: 'minPaymentDeposit', internalType: 'uint64', type: 'uint64' },
          { name: 'requestStake', internalType: 'uint96', type: 'uint96' },
          { name: 'maxPremiumBps', internalType: 'uint16', type: 'uint16' },
        ],
      },
    ],
    name: 'setLimits',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'settledBlock',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'round', internalType: 'uint256', type: 'uint256' },
      { name: 'inputsHash', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'settlementClaim',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'settlementWindow',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    name: 'slot',
    outputs: [
      {
        name: '',
        internalType: 'struct Slot',
        type: 'tuple',
        components: [
          { name: 'owner', internalType: 'address', type: 'address' },
          { name: 'isReleasing', internalType: 'bool', type: 'bool' },
          { name: 'activeKey', internalType: 'bytes32', type: 'bytes32' },
          { name: 'pendingKey', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'commitment', internalType: 'bytes32', type: 'bytes32' }],
    name: 'slotKey',
    outputs: [
      {
        name: 'key',
        internalType: 'struct SlotKey',
        type: 'tuple',
        components: [
          { name: 'status', internalType: 'enum SlotKeyStatus', type: 'uint8' },
          { name: 'slot', internalType: 'uint8', type: 'uint8' },
          { name: 'owner', internalType: 'address', type: 'address' },
          { name: 'sealedKeyHash', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'commitment', internalType: 'bytes32', type: 'bytes32' },
      { name: 'owner_', internalType: 'address', type: 'address' },
    ],
    name: 'slotKeyLabel',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'owner_', internalType: 'address', type: 'address' }],
    name: 'slotOf',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'holder', internalType: 'uint256', type: 'uint256' }],
    name: 'standingQuote',
    outputs: [
      {
        name: 'quote',
        internalType: 'struct StandingQuote',
        type: 'tuple',
        components: [
          { name: 'isQuoted', internalType: 'bool', type: 'bool' },
          { name: 'arrival', internalType: 'uint48', type: 'uint48' },
          { name: 'ciphertext', internalType: 'bytes32', type: 'bytes32' },
          { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'state',
    outputs: [
      {
        name: '',
        internalType: 'struct PoolState',
        type: 'tuple',
        components: [
          { name: 'root', internalType: 'bytes32', type: 'bytes32' },
          { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
          { name: 'leavesHash', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    stateMutability: 'view',
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
    inputs: [{ name: 'asset', internalType: 'enum Asset', type: 'uint8' }],
    name: 'unitOf',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
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
    inputs: [
      { name: 'asset', internalType: 'enum Asset', type: 'uint8' },
      { name: 'amount', internalType: 'uint64', type: 'uint64' },
    ],
    name: 'withdraw',
    outputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'withdrawQuote',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'Admitted',
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
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'asset',
        internalType: 'enum Asset',
        type: 'uint8',
        indexed: true,
      },
      { name: 'to', internalType: 'address', type: 'address', indexed: false },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Claimed',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'requestId',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'encryptedAmount',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'nonce',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'premiumBps',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'timeout',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'stake',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'CollateralRequested',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'asset',
        internalType: 'enum Asset',
        type: 'uint8',
        indexed: true,
      },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Credited',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'index',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'isAccepted',
        internalType: 'bool',
        type: 'bool',
        indexed: false,
      },
    ],
    name: 'Dequeued',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      { name: 'by', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'Dismissed',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      { name: 'to', internalType: 'address', type: 'address', indexed: false },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'EtherClaimed',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'EtherCredited',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'owner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'collateral',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'payment',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Exited',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'queueIndex',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'queuedAt',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Frozen',
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
        name: 'limits',
        internalType: 'struct PoolLimits',
        type: 'tuple',
        components: [
          {
            name: 'minCollateralDeposit',
            internalType: 'uint64',
            type: 'uint64',
          },
          { name: 'minPaymentDeposit', internalType: 'uint64', type: 'uint64' },
          { name: 'requestStake', internalType: 'uint96', type: 'uint96' },
          { name: 'maxPremiumBps', internalType: 'uint16', type: 'uint16' },
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
        name: 'index',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'asset',
        internalType: 'enum Asset',
        type: 'uint8',
        indexed: false,
      },
      {
        name: 'isWithdrawal',
        internalType: 'bool',
        type: 'bool',
        indexed: false,
      },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'queuedAt',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Queued',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'arrival',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'ciphertext',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'nonce',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      { name: 'isPending', internalType: 'bool', type: 'bool', indexed: false },
    ],
    name: 'QuoteCommitted',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      { name: 'isPending', internalType: 'bool', type: 'bool', indexed: false },
    ],
    name: 'QuoteWithdrawn',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'index',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
    ],
    name: 'Reclaimed',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'requestId',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'settledRounds',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'remainder',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'nonce',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
    ],
    name: 'RequestContinued',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'requestId',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'status',
        internalType: 'enum RequestStatus',
        type: 'uint8',
        indexed: false,
      },
    ],
    name: 'RequestEnded',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'round',
        internalType: 'struct Round',
        type: 'tuple',
        components: [
          { name: 'number', internalType: 'uint64', type: 'uint64' },
          { name: 'closedAt', internalType: 'uint40', type: 'uint40' },
          { name: 'requestId', internalType: 'uint64', type: 'uint64' },
          { name: 'capBps', internalType: 'uint16', type: 'uint16' },
          { name: 'entries', internalType: 'uint8', type: 'uint8' },
          { name: 'book', internalType: 'uint32', type: 'uint32' },
          { name: 'keys', internalType: 'uint32', type: 'uint32' },
          { name: 'context', internalType: 'bytes32', type: 'bytes32' },
        ],
        indexed: false,
      },
    ],
    name: 'RoundClosed',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'round',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'requestId',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
    ],
    name: 'RoundExpired',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'round',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'requestId',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'root',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'nonce',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'leaves',
        internalType: 'bytes32[32]',
        type: 'bytes32[32]',
        indexed: false,
      },
    ],
    name: 'RoundSettled',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'commitment',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'SlotKeyActivated',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'owner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'commitment',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'sealedKey',
        internalType: 'bytes',
        type: 'bytes',
        indexed: false,
      },
    ],
    name: 'SlotKeyPosted',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'owner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'SlotRegistered',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'owner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'SlotReleaseRequested',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256', indexed: true },
      {
        name: 'owner',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
    ],
    name: 'SlotReleased',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'AlreadyAdmitted',
  },
  {
    type: 'error',
    inputs: [
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
      { name: 'minimum', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'AmountInvalid',
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
    inputs: [{ name: 'ciphertext', internalType: 'bytes32', type: 'bytes32' }],
    name: 'CiphertextInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'token', internalType: 'address', type: 'address' },
      { name: 'delivered', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'DeliveryMismatch',
  },
  {
    type: 'error',
    inputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    name: 'EntryNotReclaimable',
  },
  {
    type: 'error',
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256' },
      { name: 'asset', internalType: 'enum Asset', type: 'uint8' },
    ],
    name: 'EntryWaiting',
  },
  {
    type: 'error',
    inputs: [
      { name: 'to', internalType: 'address', type: 'address' },
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EtherTransferFailed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'changes', internalType: 'uint256', type: 'uint256' },
      { name: 'index', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'KeyChangesInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'commitment', internalType: 'bytes32', type: 'bytes32' }],
    name: 'KeyCommitmentInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'commitment', internalType: 'bytes32', type: 'bytes32' },
      { name: 'slot', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'KeyCommitmentUsed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256' },
      { name: 'commitment', internalType: 'bytes32', type: 'bytes32' },
      { name: 'pending', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'KeyNotPending',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'LeavesMismatch',
  },
  { type: 'error', inputs: [], name: 'NoRoundClosed' },
  {
    type: 'error',
    inputs: [
      { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
      { name: 'lastCounter', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'NonceInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'NotAdmitted',
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
      { name: 'requester', internalType: 'address', type: 'address' },
    ],
    name: 'NotRequester',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'NothingToClaim',
  },
  { type: 'error', inputs: [], name: 'NothingToExpire' },
  { type: 'error', inputs: [], name: 'NothingToSettle' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'OrderMismatch',
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
      { name: 'name', internalType: 'string', type: 'string' },
      { name: 'value', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ParameterInvalid',
  },
  { type: 'error', inputs: [], name: 'PoolFrozen' },
  { type: 'error', inputs: [], name: 'PoolNotFrozen' },
  { type: 'error', inputs: [], name: 'PoolPaused' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PremiumTooHigh',
  },
  {
    type: 'error',
    inputs: [
      { name: 'queuedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'freezableAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'QueueNotStale',
  },
  {
    type: 'error',
    inputs: [{ name: 'slot', internalType: 'uint256', type: 'uint256' }],
    name: 'QuoteNotFound',
  },
  { type: 'error', inputs: [], name: 'ReentrancyGuardReentrantCall' },
  {
    type: 'error',
    inputs: [
      { name: 'requestId', internalType: 'uint256', type: 'uint256' },
      { name: 'status', internalType: 'enum RequestStatus', type: 'uint8' },
    ],
    name: 'RequestNotPending',
  },
  {
    type: 'error',
    inputs: [
      { name: 'requestId', internalType: 'uint256', type: 'uint256' },
      { name: 'deadline', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RequestOverdue',
  },
  {
    type: 'error',
    inputs: [{ name: 'requestId', internalType: 'uint256', type: 'uint256' }],
    name: 'RequestPending',
  },
  {
    type: 'error',
    inputs: [
      { name: 'round', internalType: 'uint256', type: 'uint256' },
      { name: 'requestId', internalType: 'uint256', type: 'uint256' },
      { name: 'closedRound', internalType: 'uint256', type: 'uint256' },
      { name: 'closedRequestId', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RoundMismatch',
  },
  {
    type: 'error',
    inputs: [{ name: 'round', internalType: 'uint256', type: 'uint256' }],
    name: 'RoundNotEnded',
  },
  {
    type: 'error',
    inputs: [
      { name: 'round', internalType: 'uint256', type: 'uint256' },
      { name: 'deadline', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RoundOver',
  },
  {
    type: 'error',
    inputs: [{ name: 'token', internalType: 'address', type: 'address' }],
    name: 'SafeERC20FailedOperation',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'SealedKeyLengthInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint8', type: 'uint8' },
      { name: 'known', internalType: 'uint8', type: 'uint8' },
    ],
    name: 'SealedKeyVersionUnknown',
  },
  {
    type: 'error',
    inputs: [{ name: 'what', internalType: 'string', type: 'string' }],
    name: 'SettlementInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'owner', internalType: 'address', type: 'address' },
      { name: 'slot', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'SlotAlreadyRegistered',
  },
  {
    type: 'error',
    inputs: [
      { name: 'slot', internalType: 'uint256', type: 'uint256' },
      { name: 'requestId', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'SlotHasRequest',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'SlotKeyMismatch',
  },
  {
    type: 'error',
    inputs: [{ name: 'owner', internalType: 'address', type: 'address' }],
    name: 'SlotNotRegistered',
  },
  {
    type: 'error',
    inputs: [{ name: 'slot', internalType: 'uint256', type: 'uint256' }],
    name: 'SlotNotReleasable',
  },
  {
    type: 'error',
    inputs: [{ name: 'slot', internalType: 'uint256', type: 'uint256' }],
    name: 'SlotWithoutKey',
  },
  {
    type: 'error',
    inputs: [{ name: 'slots', internalType: 'uint256', type: 'uint256' }],
    name: 'SlotsExhausted',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'StakeMismatch',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'minimum', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TimeoutInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'token', internalType: 'address', type: 'address' },
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TokenDecimalsTooMany',
  },
  {
    type: 'error',
    inputs: [{ name: 'token', internalType: 'address', type: 'address' }],
    name: 'TokensEqual',
  },
  {
    type: 'error',
    inputs: [
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TooEarlyToClose',
  },
  {
    type: 'error',
    inputs: [
      { name: 'asset', internalType: 'enum Asset', type: 'uint8' },
      { name: 'total', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TotalTooLarge',
  },
  {
    type: 'error',
    inputs: [{ name: 'parameter', internalType: 'string', type: 'string' }],
    name: 'ZeroAddress',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// CrlStore
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const crlStoreAbi = [
  {
    type: 'constructor',
    inputs: [
      {
        name: 'rootKey',
        internalType: 'struct P256Key',
        type: 'tuple',
        components: [
          { name: 'x', internalType: 'bytes32', type: 'bytes32' },
          { name: 'y', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'rootName', internalType: 'bytes32', type: 'bytes32' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'id', internalType: 'bytes32', type: 'bytes32' }],
    name: 'authority',
    outputs: [
      {
        name: '',
        internalType: 'struct ICrlStore.Authority',
        type: 'tuple',
        components: [
          {
            name: 'key',
            internalType: 'struct P256Key',
            type: 'tuple',
            components: [
              { name: 'x', internalType: 'bytes32', type: 'bytes32' },
              { name: 'y', internalType: 'bytes32', type: 'bytes32' },
            ],
          },
          { name: 'name', internalType: 'bytes32', type: 'bytes32' },
          { name: 'serial', internalType: 'uint160', type: 'uint160' },
          { name: 'notAfter', internalType: 'uint64', type: 'uint64' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'key',
        internalType: 'struct P256Key',
        type: 'tuple',
        components: [
          { name: 'x', internalType: 'bytes32', type: 'bytes32' },
          { name: 'y', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    name: 'authorityOf',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [{ name: 'authority_', internalType: 'bytes32', type: 'bytes32' }],
    name: 'crl',
    outputs: [
      {
        name: '',
        internalType: 'struct ICrlStore.Crl',
        type: 'tuple',
        components: [
          { name: 'thisUpdate', internalType: 'uint64', type: 'uint64' },
          { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'authority', internalType: 'bytes32', type: 'bytes32' },
      { name: 'serial', internalType: 'uint160', type: 'uint160' },
    ],
    name: 'isRevoked',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'serial', internalType: 'uint160', type: 'uint160' },
      { name: 'notAfter', internalType: 'uint64', type: 'uint64' },
    ],
    name: 'requireIssuedByRoot',
    outputs: [{ name: 'validUntil', internalType: 'uint64', type: 'uint64' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'authority_', internalType: 'bytes32', type: 'bytes32' },
      { name: 'issuerName', internalType: 'bytes32', type: 'bytes32' },
      { name: 'serial', internalType: 'uint160', type: 'uint160' },
    ],
    name: 'requireIssuer',
    outputs: [
      {
        name: 'key',
        internalType: 'struct P256Key',
        type: 'tuple',
        components: [
          { name: 'x', internalType: 'bytes32', type: 'bytes32' },
          { name: 'y', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'certificate', internalType: 'bytes', type: 'bytes' }],
    name: 'requireTcbSigner',
    outputs: [
      {
        name: 'key',
        internalType: 'struct P256Key',
        type: 'tuple',
        components: [
          { name: 'x', internalType: 'bytes32', type: 'bytes32' },
          { name: 'y', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'serial', internalType: 'uint160', type: 'uint160' },
      { name: 'notAfter', internalType: 'uint64', type: 'uint64' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'root',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'crl_', internalType: 'bytes', type: 'bytes' },
      { name: 'authorityCertificate', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'submitPckCrl',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'crl_', internalType: 'bytes', type: 'bytes' }],
    name: 'submitRootCrl',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'authority',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      { name: 'name', internalType: 'bytes32', type: 'bytes32', indexed: true },
      {
        name: 'key',
        internalType: 'struct P256Key',
        type: 'tuple',
        components: [
          { name: 'x', internalType: 'bytes32', type: 'bytes32' },
          { name: 'y', internalType: 'bytes32', type: 'bytes32' },
        ],
        indexed: false,
      },
      {
        name: 'serial',
        internalType: 'uint160',
        type: 'uint160',
        indexed: false,
      },
      {
        name: 'notAfter',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
    ],
    name: 'AuthorityAdded',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'authority',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'serial',
        internalType: 'uint160',
        type: 'uint160',
        indexed: true,
      },
    ],
    name: 'CertificateRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'authority',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'thisUpdate',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'nextUpdate',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'newlyRevoked',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'CrlUpdated',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'AlgorithmUnsupported',
  },
  {
    type: 'error',
    inputs: [
      { name: 'authority', internalType: 'bytes32', type: 'bytes32' },
      { name: 'notAfter', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'AuthorityExpired',
  },
  {
    type: 'error',
    inputs: [{ name: 'authority', internalType: 'bytes32', type: 'bytes32' }],
    name: 'AuthorityUnknown',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'BooleanInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'serial', internalType: 'uint160', type: 'uint160' },
      { name: 'notAfter', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CertificateExpired',
  },
  { type: 'error', inputs: [], name: 'CertificateNotAuthority' },
  {
    type: 'error',
    inputs: [
      { name: 'notBefore', internalType: 'uint64', type: 'uint64' },
      { name: 'notAfter', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CertificateNotInForce',
  },
  { type: 'error', inputs: [], name: 'CertificateNotTcbSigner' },
  {
    type: 'error',
    inputs: [
      { name: 'authority', internalType: 'bytes32', type: 'bytes32' },
      { name: 'serial', internalType: 'uint160', type: 'uint160' },
    ],
    name: 'CertificateRevokedBy',
  },
  { type: 'error', inputs: [], name: 'CertificateSignatureInvalid' },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'CertificateVersionUnsupported',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'CommonNameInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'CrlListEmpty',
  },
  {
    type: 'error',
    inputs: [{ name: 'authority', internalType: 'bytes32', type: 'bytes32' }],
    name: 'CrlMissing',
  },
  {
    type: 'error',
    inputs: [
      { name: 'thisUpdate', internalType: 'uint64', type: 'uint64' },
      { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CrlNotInForce',
  },
  {
    type: 'error',
    inputs: [
      { name: 'authority', internalType: 'bytes32', type: 'bytes32' },
      { name: 'given', internalType: 'uint64', type: 'uint64' },
      { name: 'stored', internalType: 'uint64', type: 'uint64' },
    ],
    name: 'CrlNotNewer',
  },
  {
    type: 'error',
    inputs: [{ name: 'authority', internalType: 'bytes32', type: 'bytes32' }],
    name: 'CrlSignatureInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'authority', internalType: 'bytes32', type: 'bytes32' },
      { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CrlStale',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'CrlVersionUnsupported',
  },
  {
    type: 'error',
    inputs: [
      { name: 'year', internalType: 'uint256', type: 'uint256' },
      { name: 'month', internalType: 'uint256', type: 'uint256' },
      { name: 'day', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'DateInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerIntegerInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerLengthInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerObjectIdentifierInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'at', internalType: 'uint256', type: 'uint256' },
      { name: 'given', internalType: 'uint8', type: 'uint8' },
      { name: 'wanted', internalType: 'uint8', type: 'uint8' },
    ],
    name: 'DerTagUnexpected',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerTimeInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerTrailingBytes',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerTruncated',
  },
  {
    type: 'error',
    inputs: [{ name: 'digits', internalType: 'uint256', type: 'uint256' }],
    name: 'DigitsInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionMalformed',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionMissing',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionRepeated',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionUnknownButCritical',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'IssuerMismatch',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'KeyUnsupported',
  },
  {
    type: 'error',
    inputs: [{ name: 'serial', internalType: 'uint256', type: 'uint256' }],
    name: 'SerialTooLong',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'SignatureMalformed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'hour', internalType: 'uint256', type: 'uint256' },
      { name: 'minute', internalType: 'uint256', type: 'uint256' },
      { name: 'second', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TimeOfDayInvalid',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// EnclaveRegistry
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const enclaveRegistryAbi = [
  {
    type: 'constructor',
    inputs: [
      { name: 'owner_', internalType: 'address', type: 'address' },
      { name: 'guardian_', internalType: 'address', type: 'address' },
      { name: 'delay_', internalType: 'uint256', type: 'uint256' },
      {
        name: 'quoteVerifier_',
        internalType: 'contract ITdxQuoteVerifier',
        type: 'address',
      },
      {
        name: 'policies',
        internalType: 'struct InitialPolicy[]',
        type: 'tuple[]',
        components: [
          { name: 'kind', internalType: 'uint32', type: 'uint32' },
          { name: 'fields', internalType: 'uint16', type: 'uint16' },
          { name: 'measurement', internalType: 'bytes32', type: 'bytes32' },
          {
            name: 'policy',
            internalType: 'struct EnclavePolicy',
            type: 'tuple',
            components: [
              { name: 'validFrom', internalType: 'uint64', type: 'uint64' },
              { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
              { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
              {
                name: 'minEvaluationNumber',
                internalType: 'uint32',
                type: 'uint32',
              },
              {
                name: 'worstTcbStatus',
                internalType: 'enum TcbStatus',
                type: 'uint8',
              },
            ],
          },
        ],
      },
      { name: 'platforms', internalType: 'bytes16[]', type: 'bytes16[]' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'ENCLAVE_ACTION_TYPEHASH',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'ENCLAVE_KEY_TYPEHASH',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'LONGEST_MAX_AGE',
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
    inputs: [
      { name: 'consumer', internalType: 'address', type: 'address' },
      { name: 'kind', internalType: 'uint32', type: 'uint32' },
      { name: 'payload', internalType: 'bytes32', type: 'bytes32' },
      { name: 'nonce', internalType: 'uint256', type: 'uint256' },
      { name: 'deadline', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'actionDigest',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'platform', internalType: 'bytes16', type: 'bytes16' }],
    name: 'allowPlatform',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'platform', internalType: 'bytes16', type: 'bytes16' }],
    name: 'banPlatform',
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
    name: 'eip712Domain',
    outputs: [
      { name: 'fields', internalType: 'bytes1', type: 'bytes1' },
      { name: 'name', internalType: 'string', type: 'string' },
      { name: 'version', internalType: 'string', type: 'string' },
      { name: 'chainId', internalType: 'uint256', type: 'uint256' },
      { name: 'verifyingContract', internalType: 'address', type: 'address' },
      { name: 'salt', internalType: 'bytes32', type: 'bytes32' },
      { name: 'extensions', internalType: 'uint256[]', type: 'uint256[]' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'enclave',
    outputs: [
      {
        name: '',
        internalType: 'struct Enclave',
        type: 'tuple',
        components: [
          { name: 'expiresAt', internalType: 'uint64', type: 'uint64' },
          { name: 'referenceBlock', internalType: 'uint64', type: 'uint64' },
          { name: 'nonce', internalType: 'uint64', type: 'uint64' },
          { name: 'kind', internalType: 'uint32', type: 'uint32' },
          { name: 'tcbStatus', internalType: 'enum TcbStatus', type: 'uint8' },
          { name: 'revoked', internalType: 'bool', type: 'bool' },
          { name: 'policyId', internalType: 'bytes32', type: 'bytes32' },
          { name: 'encryptionKey', internalType: 'bytes32', type: 'bytes32' },
          { name: 'platform', internalType: 'bytes16', type: 'bytes16' },
          {
            name: 'tcbEvaluationNumber',
            internalType: 'uint32',
            type: 'uint32',
          },
          { name: 'registeredAt', internalType: 'uint64', type: 'uint64' },
        ],
      },
    ],
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
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'isActive',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'policyId', internalType: 'bytes32', type: 'bytes32' }],
    name: 'isRetired',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'kind', internalType: 'uint32', type: 'uint32' },
      { name: 'fields', internalType: 'uint16', type: 'uint16' },
      { name: 'signer', internalType: 'address', type: 'address' },
      { name: 'encryptionKey', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'keyBinding',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'fields', internalType: 'uint16', type: 'uint16' },
      { name: 'measured', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'measurementOf',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'pure',
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
    inputs: [{ name: 'platform', internalType: 'bytes16', type: 'bytes16' }],
    name: 'platformStatus',
    outputs: [{ name: '', internalType: 'enum PlatformStatus', type: 'uint8' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'policyId', internalType: 'bytes32', type: 'bytes32' }],
    name: 'policy',
    outputs: [
      {
        name: '',
        internalType: 'struct EnclavePolicy',
        type: 'tuple',
        components: [
          { name: 'validFrom', internalType: 'uint64', type: 'uint64' },
          { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
          { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
          {
            name: 'minEvaluationNumber',
            internalType: 'uint32',
            type: 'uint32',
          },
          {
            name: 'worstTcbStatus',
            internalType: 'enum TcbStatus',
            type: 'uint8',
          },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'kind', internalType: 'uint32', type: 'uint32' },
      { name: 'fields', internalType: 'uint16', type: 'uint16' },
      { name: 'measurement', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'policyIdOf',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [],
    name: 'quoteVerifier',
    outputs: [
      { name: '', internalType: 'contract ITdxQuoteVerifier', type: 'address' },
    ],
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
    inputs: [
      {
        name: 'registration',
        internalType: 'struct IEnclaveRegistry.Registration',
        type: 'tuple',
        components: [
          { name: 'kind', internalType: 'uint32', type: 'uint32' },
          { name: 'signer', internalType: 'address', type: 'address' },
          { name: 'encryptionKey', internalType: 'bytes32', type: 'bytes32' },
          { name: 'referenceBlock', internalType: 'uint64', type: 'uint64' },
          { name: 'fields', internalType: 'uint16', type: 'uint16' },
        ],
      },
      {
        name: 'quote',
        internalType: 'struct TdxQuote',
        type: 'tuple',
        components: [
          { name: 'signedReport', internalType: 'bytes', type: 'bytes' },
          {
            name: 'signature',
            internalType: 'struct P256Signature',
            type: 'tuple',
            components: [
              { name: 'r', internalType: 'bytes32', type: 'bytes32' },
              { name: 's', internalType: 'bytes32', type: 'bytes32' },
            ],
          },
          {
            name: 'attestationKey',
            internalType: 'struct P256Key',
            type: 'tuple',
            components: [
              { name: 'x', internalType: 'bytes32', type: 'bytes32' },
              { name: 'y', internalType: 'bytes32', type: 'bytes32' },
            ],
          },
          { name: 'qeReport', internalType: 'bytes', type: 'bytes' },
          {
            name: 'qeSignature',
            internalType: 'struct P256Signature',
            type: 'tuple',
            components: [
              { name: 'r', internalType: 'bytes32', type: 'bytes32' },
              { name: 's', internalType: 'bytes32', type: 'bytes32' },
            ],
          },
          { name: 'qeAuthData', internalType: 'bytes', type: 'bytes' },
          { name: 'pckCertificate', internalType: 'bytes', type: 'bytes' },
          { name: 'pckAuthority', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    name: 'register',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [
      { name: 'signer', internalType: 'address', type: 'address' },
      { name: 'kind', internalType: 'uint32', type: 'uint32' },
    ],
    name: 'requireActive',
    outputs: [],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'policyId', internalType: 'bytes32', type: 'bytes32' }],
    name: 'retirePolicy',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'revoke',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [
      { name: 'kind', internalType: 'uint32', type: 'uint32' },
      { name: 'fields', internalType: 'uint16', type: 'uint16' },
      { name: 'measurement', internalType: 'bytes32', type: 'bytes32' },
      {
        name: 'policy_',
        internalType: 'struct EnclavePolicy',
        type: 'tuple',
        components: [
          { name: 'validFrom', internalType: 'uint64', type: 'uint64' },
          { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
          { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
          {
            name: 'minEvaluationNumber',
            internalType: 'uint32',
            type: 'uint32',
          },
          {
            name: 'worstTcbStatus',
            internalType: 'enum TcbStatus',
            type: 'uint8',
          },
        ],
      },
    ],
    name: 'setPolicy',
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
    inputs: [
      { name: 'kind', internalType: 'uint32', type: 'uint32' },
      { name: 'payload', internalType: 'bytes32', type: 'bytes32' },
      {
        name: 'action',
        internalType: 'struct IEnclaveRegistry.Action',
        type: 'tuple',
        components: [
          { name: 'signer', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'deadline', internalType: 'uint256', type: 'uint256' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
    ],
    name: 'useAction',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'signer',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'consumer',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'payload',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'nonce',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'ActionUsed',
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
  { type: 'event', anonymous: false, inputs: [], name: 'EIP712DomainChanged' },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'signer',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      { name: 'kind', internalType: 'uint32', type: 'uint32', indexed: true },
      {
        name: 'policyId',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'encryptionKey',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: false,
      },
      {
        name: 'platform',
        internalType: 'bytes16',
        type: 'bytes16',
        indexed: false,
      },
      {
        name: 'referenceBlock',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'expiresAt',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'tcbStatus',
        internalType: 'enum TcbStatus',
        type: 'uint8',
        indexed: false,
      },
      {
        name: 'tcbEvaluationNumber',
        internalType: 'uint32',
        type: 'uint32',
        indexed: false,
      },
    ],
    name: 'EnclaveRegistered',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'signer',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      { name: 'by', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'EnclaveRevoked',
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
      {
        name: 'platform',
        internalType: 'bytes16',
        type: 'bytes16',
        indexed: true,
      },
      {
        name: 'status',
        internalType: 'enum PlatformStatus',
        type: 'uint8',
        indexed: false,
      },
      { name: 'by', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'PlatformSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'policyId',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      { name: 'by', internalType: 'address', type: 'address', indexed: true },
    ],
    name: 'PolicyRetired',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'policyId',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      { name: 'kind', internalType: 'uint32', type: 'uint32', indexed: true },
      {
        name: 'measurement',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'fields',
        internalType: 'uint16',
        type: 'uint16',
        indexed: false,
      },
      {
        name: 'policy',
        internalType: 'struct EnclavePolicy',
        type: 'tuple',
        components: [
          { name: 'validFrom', internalType: 'uint64', type: 'uint64' },
          { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
          { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
          {
            name: 'minEvaluationNumber',
            internalType: 'uint32',
            type: 'uint32',
          },
          {
            name: 'worstTcbStatus',
            internalType: 'enum TcbStatus',
            type: 'uint8',
          },
        ],
        indexed: false,
      },
    ],
    name: 'PolicySet',
  },
  {
    type: 'error',
    inputs: [
      { name: 'deadline', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ActionExpired',
  },
  {
    type: 'error',
    inputs: [
      { name: 'recovered', internalType: 'address', type: 'address' },
      { name: 'signer', internalType: 'address', type: 'address' },
    ],
    name: 'ActionSignatureInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'fields', internalType: 'uint16', type: 'uint16' }],
    name: 'ApplicationNotMeasured',
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
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'EnclaveChanged',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint32', type: 'uint32' },
      { name: 'wanted', internalType: 'uint32', type: 'uint32' },
    ],
    name: 'EnclaveKindMismatch',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'EnclaveNotActive',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'EnclaveRevokedForGood',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'EnclaveUnknown',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint32', type: 'uint32' },
      { name: 'minimum', internalType: 'uint32', type: 'uint32' },
    ],
    name: 'EvaluationNumberTooLow',
  },
  { type: 'error', inputs: [], name: 'InvalidShortString' },
  {
    type: 'error',
    inputs: [{ name: 'fields', internalType: 'uint16', type: 'uint16' }],
    name: 'MeasuredFieldUnknown',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'MeasuredLengthInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'NonceMismatch',
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
    inputs: [{ name: 'platform', internalType: 'bytes16', type: 'bytes16' }],
    name: 'PlatformBannedForGood',
  },
  {
    type: 'error',
    inputs: [
      { name: 'platform', internalType: 'bytes16', type: 'bytes16' },
      { name: 'status', internalType: 'enum PlatformStatus', type: 'uint8' },
    ],
    name: 'PlatformNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'parameter', internalType: 'bytes32', type: 'bytes32' }],
    name: 'PolicyInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'policyId', internalType: 'bytes32', type: 'bytes32' }],
    name: 'PolicyNotInForce',
  },
  {
    type: 'error',
    inputs: [{ name: 'policyId', internalType: 'bytes32', type: 'bytes32' }],
    name: 'PolicyRetiredForGood',
  },
  {
    type: 'error',
    inputs: [{ name: 'policyId', internalType: 'bytes32', type: 'bytes32' }],
    name: 'PolicyUnknown',
  },
  {
    type: 'error',
    inputs: [
      { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'QuoteExpired',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'ReferenceBlockMismatch',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint64', type: 'uint64' },
      { name: 'stored', internalType: 'uint64', type: 'uint64' },
    ],
    name: 'ReferenceBlockNotNewer',
  },
  {
    type: 'error',
    inputs: [
      { name: 'referenceBlock', internalType: 'uint64', type: 'uint64' },
      { name: 'blockNumber', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ReferenceBlockUnknown',
  },
  { type: 'error', inputs: [], name: 'RegistryPaused' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'ReportDataMismatch',
  },
  {
    type: 'error',
    inputs: [
      { name: 'bits', internalType: 'uint8', type: 'uint8' },
      { name: 'value', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'SafeCastOverflowedUintDowncast',
  },
  {
    type: 'error',
    inputs: [{ name: 'str', internalType: 'string', type: 'string' }],
    name: 'StringTooLong',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'enum TcbStatus', type: 'uint8' },
      { name: 'worst', internalType: 'enum TcbStatus', type: 'uint8' },
    ],
    name: 'TcbStatusRefused',
  },
  {
    type: 'error',
    inputs: [{ name: 'parameter', internalType: 'string', type: 'string' }],
    name: 'ZeroAddress',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// EnclaveSignatureVerifier
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const enclaveSignatureVerifierAbi = [
  {
    type: 'constructor',
    inputs: [
      {
        name: 'registry_',
        internalType: 'contract IEnclaveRegistry',
        type: 'address',
      },
      { name: 'kind_', internalType: 'uint32', type: 'uint32' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'ENCLAVE_CLAIM_TYPEHASH',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'claim', internalType: 'bytes32', type: 'bytes32' },
      { name: 'deadline', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'claimDigest',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'eip712Domain',
    outputs: [
      { name: 'fields', internalType: 'bytes1', type: 'bytes1' },
      { name: 'name', internalType: 'string', type: 'string' },
      { name: 'version', internalType: 'string', type: 'string' },
      { name: 'chainId', internalType: 'uint256', type: 'uint256' },
      { name: 'verifyingContract', internalType: 'address', type: 'address' },
      { name: 'salt', internalType: 'bytes32', type: 'bytes32' },
      { name: 'extensions', internalType: 'uint256[]', type: 'uint256[]' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'kind',
    outputs: [{ name: '', internalType: 'uint32', type: 'uint32' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'registry',
    outputs: [
      { name: '', internalType: 'contract IEnclaveRegistry', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'claim', internalType: 'bytes32', type: 'bytes32' },
      { name: 'evidence', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'verify',
    outputs: [],
    stateMutability: 'view',
  },
  { type: 'event', anonymous: false, inputs: [], name: 'EIP712DomainChanged' },
  {
    type: 'error',
    inputs: [
      { name: 'deadline', internalType: 'uint256', type: 'uint256' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EnclaveClaimExpired',
  },
  {
    type: 'error',
    inputs: [
      { name: 'recovered', internalType: 'address', type: 'address' },
      { name: 'signer', internalType: 'address', type: 'address' },
    ],
    name: 'EnclaveClaimSignatureInvalid',
  },
  { type: 'error', inputs: [], name: 'InvalidShortString' },
  {
    type: 'error',
    inputs: [{ name: 'str', internalType: 'string', type: 'string' }],
    name: 'StringTooLong',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// HonkProofVerifier
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const honkProofVerifierAbi = [
  {
    type: 'constructor',
    inputs: [
      {
        name: 'verifier_',
        internalType: 'contract IHonkVerifier',
        type: 'address',
      },
      { name: 'gasCap_', internalType: 'uint256', type: 'uint256' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'gasCap',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'verifier',
    outputs: [
      { name: '', internalType: 'contract IHonkVerifier', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'proof', internalType: 'bytes', type: 'bytes' },
      { name: 'publicInputs', internalType: 'bytes32[]', type: 'bytes32[]' },
    ],
    name: 'verify',
    outputs: [],
    stateMutability: 'view',
  },
  { type: 'error', inputs: [], name: 'GasCapMissing' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'gasCap', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ProofGasTooLow',
  },
  { type: 'error', inputs: [], name: 'ProofRejected' },
  {
    type: 'error',
    inputs: [
      {
        name: 'verifier',
        internalType: 'contract IHonkVerifier',
        type: 'address',
      },
    ],
    name: 'VerifierWithoutCode',
  },
] as const

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
    inputs: [{ name: 'roundId', internalType: 'uint80', type: 'uint80' }],
    name: 'getRoundData',
    outputs: [
      { name: '', internalType: 'uint80', type: 'uint80' },
      { name: 'answer', internalType: 'int256', type: 'int256' },
      { name: 'startedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'updatedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'answeredInRound', internalType: 'uint80', type: 'uint80' },
    ],
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
// PoolPrices
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const poolPricesAbi = [
  {
    type: 'constructor',
    inputs: [
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
              { name: 'aggregator', internalType: 'address', type: 'address' },
              { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
            ],
          },
          {
            name: 'wbtcBtc',
            internalType: 'struct PriceFeed',
            type: 'tuple',
            components: [
              { name: 'aggregator', internalType: 'address', type: 'address' },
              { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
            ],
          },
          {
            name: 'usdcUsd',
            internalType: 'struct PriceFeed',
            type: 'tuple',
            components: [
              { name: 'aggregator', internalType: 'address', type: 'address' },
              { name: 'maxAge', internalType: 'uint32', type: 'uint32' },
            ],
          },
        ],
      },
      {
        name: 'bounds',
        internalType: 'struct PriceBounds',
        type: 'tuple',
        components: [
          { name: 'minBtcUsd', internalType: 'uint96', type: 'uint96' },
          { name: 'maxBtcUsd', internalType: 'uint96', type: 'uint96' },
          { name: 'maxDepegBps', internalType: 'uint16', type: 'uint16' },
        ],
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
    ],
    stateMutability: 'nonpayable',
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
    inputs: [],
    name: 'heartbeat',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'maxBtcUsd',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'maxDepegBps',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'minBtcUsd',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'closedAt', internalType: 'uint256', type: 'uint256' },
      {
        name: 'rounds',
        internalType: 'struct PriceRounds',
        type: 'tuple',
        components: [
          { name: 'btcUsd', internalType: 'uint80', type: 'uint80' },
          { name: 'wbtcBtc', internalType: 'uint80', type: 'uint80' },
          { name: 'usdcUsd', internalType: 'uint80', type: 'uint80' },
        ],
      },
    ],
    name: 'priceAfter',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
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
    type: 'error',
    inputs: [
      { name: 'name', internalType: 'string', type: 'string' },
      { name: 'value', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'BoundInvalid',
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
      { name: 'at', internalType: 'uint256', type: 'uint256' },
      { name: 'maxAge', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'FeedStale',
  },
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
  {
    type: 'error',
    inputs: [
      { name: 'price', internalType: 'uint256', type: 'uint256' },
      { name: 'maximum', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PriceUnrepresentable',
  },
  {
    type: 'error',
    inputs: [
      { name: 'pricedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'closedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'heartbeat', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PricedTooLate',
  },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'roundId', internalType: 'uint80', type: 'uint80' },
    ],
    name: 'RoundEmpty',
  },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'roundId', internalType: 'uint80', type: 'uint80' },
      { name: 'latest', internalType: 'uint80', type: 'uint80' },
    ],
    name: 'RoundNotCurrent',
  },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'roundId', internalType: 'uint80', type: 'uint80' },
      { name: 'previousAt', internalType: 'uint256', type: 'uint256' },
      { name: 'updatedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'since', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RoundNotFirst',
  },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'roundId', internalType: 'uint80', type: 'uint80' },
      { name: 'updatedAt', internalType: 'uint256', type: 'uint256' },
      { name: 'nextAt', internalType: 'uint256', type: 'uint256' },
      { name: 'at', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RoundNotInForce',
  },
  {
    type: 'error',
    inputs: [
      { name: 'feed', internalType: 'address', type: 'address' },
      { name: 'roundId', internalType: 'uint80', type: 'uint80' },
    ],
    name: 'RoundUnprovable',
  },
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
          {
            name: 'pool',
            internalType: 'contract ICREDarkPool',
            type: 'address',
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
      {
        name: 'schedule_',
        internalType: 'struct PoolSchedule',
        type: 'tuple',
        components: [
          { name: 'premiumBps', internalType: 'uint16', type: 'uint16' },
          { name: 'timeout', internalType: 'uint40', type: 'uint40' },
          { name: 'requestInterval', internalType: 'uint40', type: 'uint40' },
          { name: 'deposit', internalType: 'uint64', type: 'uint64' },
          { name: 'depositInterval', internalType: 'uint40', type: 'uint40' },
        ],
      },
    ],
    stateMutability: 'nonpayable',
  },
  { type: 'receive', stateMutability: 'payable' },
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
    inputs: [{ name: 'asset', internalType: 'enum Asset', type: 'uint8' }],
    name: 'collect',
    outputs: [{ name: 'amount', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'collectStake',
    outputs: [{ name: 'amount', internalType: 'uint256', type: 'uint256' }],
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
    name: 'depositIntoPool',
    outputs: [{ name: 'index', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'key', internalType: 'uint256', type: 'uint256' },
      { name: 'leaves', internalType: 'bytes32[32]', type: 'bytes32[32]' },
    ],
    name: 'exitPool',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [],
    name: 'hasLeftPool',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
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
    name: 'lastCollectedAt',
    outputs: [{ name: '', internalType: 'uint40', type: 'uint40' }],
    stateMutability: 'view',
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
    name: 'lastPoolDepositAt',
    outputs: [{ name: '', internalType: 'uint40', type: 'uint40' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'lastRequestAt',
    outputs: [{ name: '', internalType: 'uint40', type: 'uint40' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'lastRequestedEpoch',
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
    name: 'pool',
    outputs: [
      { name: '', internalType: 'contract ICREDarkPool', type: 'address' },
    ],
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
    inputs: [],
    name: 'poolPosition',
    outputs: [
      {
        name: 'position',
        internalType: 'struct PoolPosition',
        type: 'tuple',
        components: [
          { name: 'readAt', internalType: 'uint256', type: 'uint256' },
          { name: 'activeKey', internalType: 'bytes32', type: 'bytes32' },
          { name: 'slot', internalType: 'uint256', type: 'uint256' },
          { name: 'stateNonce', internalType: 'bytes32', type: 'bytes32' },
          { name: 'leavesHash', internalType: 'bytes32', type: 'bytes32' },
          { name: 'settledBlock', internalType: 'uint256', type: 'uint256' },
          { name: 'requestId', internalType: 'uint256', type: 'uint256' },
          { name: 'orderHash', internalType: 'bytes32', type: 'bytes32' },
          { name: 'orderBlock', internalType: 'uint256', type: 'uint256' },
          {
            name: 'collateralCredit',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'settledAt', internalType: 'uint256', type: 'uint256' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'poolSchedule',
    outputs: [
      {
        name: '',
        internalType: 'struct PoolSchedule',
        type: 'tuple',
        components: [
          { name: 'premiumBps', internalType: 'uint16', type: 'uint16' },
          { name: 'timeout', internalType: 'uint40', type: 'uint40' },
          { name: 'requestInterval', internalType: 'uint40', type: 'uint40' },
          { name: 'deposit', internalType: 'uint64', type: 'uint64' },
          { name: 'depositInterval', internalType: 'uint40', type: 'uint40' },
        ],
      },
    ],
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
    inputs: [
      { name: 'commitment', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sealedKey', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'registerSlot',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
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
    inputs: [
      { name: 'epoch', internalType: 'uint40', type: 'uint40' },
      {
        name: 'poolOrder',
        internalType: 'struct PoolOrder',
        type: 'tuple',
        components: [
          { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
          { name: 'ciphertext', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'hiddenSpend', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'request',
    outputs: [{ name: 'requestId', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
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
    inputs: [
      { name: 'commitment', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sealedKey', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'rotateSlotKey',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [
      {
        name: 'schedule_',
        internalType: 'struct PoolSchedule',
        type: 'tuple',
        components: [
          { name: 'premiumBps', internalType: 'uint16', type: 'uint16' },
          { name: 'timeout', internalType: 'uint40', type: 'uint40' },
          { name: 'requestInterval', internalType: 'uint40', type: 'uint40' },
          { name: 'deposit', internalType: 'uint64', type: 'uint64' },
          { name: 'depositInterval', internalType: 'uint40', type: 'uint40' },
        ],
      },
    ],
    name: 'setPoolSchedule',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'settledAt',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
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
    type: 'function',
    inputs: [{ name: 'amount', internalType: 'uint256', type: 'uint256' }],
    name: 'withdrawEther',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'asset', internalType: 'enum Asset', type: 'uint8' },
      { name: 'amount', internalType: 'uint64', type: 'uint64' },
    ],
    name: 'withdrawFromPool',
    outputs: [{ name: '', internalType: 'uint256', type: 'uint256' }],
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
      { name: 'epoch', internalType: 'uint40', type: 'uint40', indexed: true },
      {
        name: 'requestId',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
    ],
    name: 'CollateralRequestSent',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'asset',
        internalType: 'enum Asset',
        type: 'uint8',
        indexed: true,
      },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'Collected',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'to', internalType: 'address', type: 'address', indexed: true },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'EtherWithdrawn',
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
        name: 'index',
        internalType: 'uint256',
        type: 'uint256',
        indexed: true,
      },
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'PoolDepositMade',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'schedule',
        internalType: 'struct PoolSchedule',
        type: 'tuple',
        components: [
          { name: 'premiumBps', internalType: 'uint16', type: 'uint16' },
          { name: 'timeout', internalType: 'uint40', type: 'uint40' },
          { name: 'requestInterval', internalType: 'uint40', type: 'uint40' },
          { name: 'deposit', internalType: 'uint64', type: 'uint64' },
          { name: 'depositInterval', internalType: 'uint40', type: 'uint40' },
        ],
        indexed: false,
      },
    ],
    name: 'PoolScheduleSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'amount',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'StakeCollected',
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
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'DepositTooEarly',
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
      { name: 'to', internalType: 'address', type: 'address' },
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'EtherTransferFailed',
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
      { name: 'at', internalType: 'uint256', type: 'uint256' },
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
      { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
      { name: 'epoch', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'OrderNonceInvalid',
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
  {
    type: 'error',
    inputs: [
      { name: 'epoch', internalType: 'uint256', type: 'uint256' },
      { name: 'lastRequestAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ReportBeforeRequest',
  },
  {
    type: 'error',
    inputs: [
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
      { name: 'readyAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RequestTooEarly',
  },
  { type: 'error', inputs: [], name: 'ReserveIsTreasury' },
  {
    type: 'error',
    inputs: [{ name: 'token', internalType: 'address', type: 'address' }],
    name: 'SafeERC20FailedOperation',
  },
  {
    type: 'error',
    inputs: [
      { name: 'what', internalType: 'string', type: 'string' },
      { name: 'given', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'ScheduleInvalid',
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
      { name: 'balance', internalType: 'uint256', type: 'uint256' },
      { name: 'stake', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'StakeUnaffordable',
  },
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

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// SlotCipher
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const slotCipherAbi = [
  {
    type: 'function',
    inputs: [{ name: 'key', internalType: 'uint256', type: 'uint256' }],
    name: 'commitmentOf',
    outputs: [{ name: '', internalType: 'bytes32', type: 'bytes32' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [
      { name: 'key', internalType: 'uint256', type: 'uint256' },
      { name: 'nonce', internalType: 'bytes32', type: 'bytes32' },
      { name: 'leaf', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'openLeaf',
    outputs: [
      { name: 'collateral', internalType: 'uint256', type: 'uint256' },
      { name: 'payment', internalType: 'uint256', type: 'uint256' },
    ],
    stateMutability: 'pure',
  },
  { type: 'error', inputs: [], name: 'KeyZero' },
  {
    type: 'error',
    inputs: [{ name: 'leaf', internalType: 'bytes32', type: 'bytes32' }],
    name: 'LeafUnreadable',
  },
  {
    type: 'error',
    inputs: [{ name: 'element', internalType: 'uint256', type: 'uint256' }],
    name: 'NotInField',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// TcbStore
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const tcbStoreAbi = [
  {
    type: 'constructor',
    inputs: [
      {
        name: 'crlStore_',
        internalType: 'contract ICrlStore',
        type: 'address',
      },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'crlStore',
    outputs: [
      { name: '', internalType: 'contract ICrlStore', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'platform',
        internalType: 'struct PckTcb',
        type: 'tuple',
        components: [
          { name: 'ppid', internalType: 'bytes16', type: 'bytes16' },
          { name: 'fmspc', internalType: 'bytes6', type: 'bytes6' },
          { name: 'pceId', internalType: 'bytes2', type: 'bytes2' },
          { name: 'components', internalType: 'bytes16', type: 'bytes16' },
          { name: 'pceSvn', internalType: 'uint16', type: 'uint16' },
        ],
      },
      {
        name: 'module',
        internalType: 'struct TdxModuleReport',
        type: 'tuple',
        components: [
          { name: 'teeTcbSvn', internalType: 'bytes16', type: 'bytes16' },
          { name: 'signerHash', internalType: 'bytes32', type: 'bytes32' },
          { name: 'attributes', internalType: 'bytes8', type: 'bytes8' },
        ],
      },
      {
        name: 'quotingEnclave',
        internalType: 'struct QeReport',
        type: 'tuple',
        components: [
          { name: 'miscSelect', internalType: 'bytes4', type: 'bytes4' },
          { name: 'attributes', internalType: 'bytes16', type: 'bytes16' },
          { name: 'mrSigner', internalType: 'bytes32', type: 'bytes32' },
          { name: 'productId', internalType: 'uint16', type: 'uint16' },
          { name: 'svn', internalType: 'uint16', type: 'uint16' },
        ],
      },
    ],
    name: 'evaluate',
    outputs: [
      {
        name: 'verdict',
        internalType: 'struct TcbVerdict',
        type: 'tuple',
        components: [
          { name: 'status', internalType: 'enum TcbStatus', type: 'uint8' },
          { name: 'level', internalType: 'uint8', type: 'uint8' },
          { name: 'evaluationNumber', internalType: 'uint32', type: 'uint32' },
          { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'qeIdentity',
    outputs: [
      {
        name: '',
        internalType: 'struct ITcbStore.Collateral',
        type: 'tuple',
        components: [
          { name: 'evaluationNumber', internalType: 'uint32', type: 'uint32' },
          { name: 'issuedAt', internalType: 'uint64', type: 'uint64' },
          { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
          { name: 'signerSerial', internalType: 'uint160', type: 'uint160' },
          { name: 'signerNotAfter', internalType: 'uint64', type: 'uint64' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'qeIdentity_', internalType: 'bytes', type: 'bytes' },
      {
        name: 'signature',
        internalType: 'struct P256Signature',
        type: 'tuple',
        components: [
          { name: 'r', internalType: 'bytes32', type: 'bytes32' },
          { name: 's', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'signerCertificate', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'submitQeIdentity',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'tcbInfo_', internalType: 'bytes', type: 'bytes' },
      {
        name: 'signature',
        internalType: 'struct P256Signature',
        type: 'tuple',
        components: [
          { name: 'r', internalType: 'bytes32', type: 'bytes32' },
          { name: 's', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
      { name: 'signerCertificate', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'submitTcbInfo',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'fmspc', internalType: 'bytes6', type: 'bytes6' }],
    name: 'tcbInfo',
    outputs: [
      {
        name: '',
        internalType: 'struct ITcbStore.Collateral',
        type: 'tuple',
        components: [
          { name: 'evaluationNumber', internalType: 'uint32', type: 'uint32' },
          { name: 'issuedAt', internalType: 'uint64', type: 'uint64' },
          { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
          { name: 'signerSerial', internalType: 'uint160', type: 'uint160' },
          { name: 'signerNotAfter', internalType: 'uint64', type: 'uint64' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'evaluationNumber',
        internalType: 'uint32',
        type: 'uint32',
        indexed: false,
      },
      {
        name: 'issuedAt',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'nextUpdate',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'record',
        internalType: 'address',
        type: 'address',
        indexed: false,
      },
    ],
    name: 'QeIdentityUpdated',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'fmspc', internalType: 'bytes6', type: 'bytes6', indexed: true },
      {
        name: 'evaluationNumber',
        internalType: 'uint32',
        type: 'uint32',
        indexed: false,
      },
      {
        name: 'issuedAt',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'nextUpdate',
        internalType: 'uint64',
        type: 'uint64',
        indexed: false,
      },
      {
        name: 'record',
        internalType: 'address',
        type: 'address',
        indexed: false,
      },
    ],
    name: 'TcbInfoUpdated',
  },
  { type: 'error', inputs: [], name: 'CodeNotStored' },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'max', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CodeTooLong',
  },
  {
    type: 'error',
    inputs: [
      { name: 'issuedAt', internalType: 'uint64', type: 'uint64' },
      { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CollateralNotInForce',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint64', type: 'uint64' },
      { name: 'stored', internalType: 'uint64', type: 'uint64' },
    ],
    name: 'CollateralNotNewer',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint32', type: 'uint32' },
      { name: 'stored', internalType: 'uint32', type: 'uint32' },
    ],
    name: 'CollateralRolledBack',
  },
  { type: 'error', inputs: [], name: 'CollateralSignatureInvalid' },
  {
    type: 'error',
    inputs: [
      { name: 'year', internalType: 'uint256', type: 'uint256' },
      { name: 'month', internalType: 'uint256', type: 'uint256' },
      { name: 'day', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'DateInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DigitInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'JsonDateInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'JsonHexInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'JsonNumberInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'JsonStringInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'JsonUnexpected',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes2', type: 'bytes2' },
      { name: 'wanted', internalType: 'bytes2', type: 'bytes2' },
    ],
    name: 'PceIdMismatch',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes16', type: 'bytes16' },
      { name: 'wanted', internalType: 'bytes16', type: 'bytes16' },
      { name: 'mask', internalType: 'bytes16', type: 'bytes16' },
    ],
    name: 'QeAttributesMismatch',
  },
  { type: 'error', inputs: [], name: 'QeDebug' },
  { type: 'error', inputs: [], name: 'QeIdentityMissing' },
  {
    type: 'error',
    inputs: [
      { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'QeIdentityStale',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes4', type: 'bytes4' },
      { name: 'wanted', internalType: 'bytes4', type: 'bytes4' },
      { name: 'mask', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'QeMiscSelectMismatch',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'QeMrSignerMismatch',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint16', type: 'uint16' },
      { name: 'wanted', internalType: 'uint16', type: 'uint16' },
    ],
    name: 'QeProductIdMismatch',
  },
  {
    type: 'error',
    inputs: [{ name: 'svn', internalType: 'uint16', type: 'uint16' }],
    name: 'QeRevoked',
  },
  {
    type: 'error',
    inputs: [{ name: 'svn', internalType: 'uint16', type: 'uint16' }],
    name: 'QeSvnTooLow',
  },
  {
    type: 'error',
    inputs: [{ name: 'fmspc', internalType: 'bytes6', type: 'bytes6' }],
    name: 'TcbInfoMissing',
  },
  {
    type: 'error',
    inputs: [
      { name: 'fmspc', internalType: 'bytes6', type: 'bytes6' },
      { name: 'nextUpdate', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TcbInfoStale',
  },
  {
    type: 'error',
    inputs: [{ name: 'fmspc', internalType: 'bytes6', type: 'bytes6' }],
    name: 'TcbLevelNotFound',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'TcbLevelsNotDescending',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'TcbLevelsTooMany',
  },
  {
    type: 'error',
    inputs: [
      { name: 'fmspc', internalType: 'bytes6', type: 'bytes6' },
      { name: 'level', internalType: 'uint8', type: 'uint8' },
    ],
    name: 'TcbRevoked',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'TcbStatusUnknown',
  },
  {
    type: 'error',
    inputs: [{ name: 'version', internalType: 'uint8', type: 'uint8' }],
    name: 'TdxModuleMismatch',
  },
  {
    type: 'error',
    inputs: [
      { name: 'version', internalType: 'uint8', type: 'uint8' },
      { name: 'svn', internalType: 'uint8', type: 'uint8' },
    ],
    name: 'TdxModuleRevoked',
  },
  {
    type: 'error',
    inputs: [
      { name: 'version', internalType: 'uint8', type: 'uint8' },
      { name: 'svn', internalType: 'uint8', type: 'uint8' },
    ],
    name: 'TdxModuleSvnTooLow',
  },
  {
    type: 'error',
    inputs: [{ name: 'version', internalType: 'uint8', type: 'uint8' }],
    name: 'TdxModuleUnknown',
  },
  {
    type: 'error',
    inputs: [
      { name: 'at', internalType: 'uint256', type: 'uint256' },
      { name: 'version', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TdxModuleVersionInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'hour', internalType: 'uint256', type: 'uint256' },
      { name: 'minute', internalType: 'uint256', type: 'uint256' },
      { name: 'second', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TimeOfDayInvalid',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// TdxQuoteVerifier
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const tdxQuoteVerifierAbi = [
  {
    type: 'constructor',
    inputs: [
      {
        name: 'crlStore_',
        internalType: 'contract ICrlStore',
        type: 'address',
      },
      {
        name: 'tcbStore_',
        internalType: 'contract ITcbStore',
        type: 'address',
      },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'crlStore',
    outputs: [
      { name: '', internalType: 'contract ICrlStore', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'tcbStore',
    outputs: [
      { name: '', internalType: 'contract ITcbStore', type: 'address' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'quote',
        internalType: 'struct TdxQuote',
        type: 'tuple',
        components: [
          { name: 'signedReport', internalType: 'bytes', type: 'bytes' },
          {
            name: 'signature',
            internalType: 'struct P256Signature',
            type: 'tuple',
            components: [
              { name: 'r', internalType: 'bytes32', type: 'bytes32' },
              { name: 's', internalType: 'bytes32', type: 'bytes32' },
            ],
          },
          {
            name: 'attestationKey',
            internalType: 'struct P256Key',
            type: 'tuple',
            components: [
              { name: 'x', internalType: 'bytes32', type: 'bytes32' },
              { name: 'y', internalType: 'bytes32', type: 'bytes32' },
            ],
          },
          { name: 'qeReport', internalType: 'bytes', type: 'bytes' },
          {
            name: 'qeSignature',
            internalType: 'struct P256Signature',
            type: 'tuple',
            components: [
              { name: 'r', internalType: 'bytes32', type: 'bytes32' },
              { name: 's', internalType: 'bytes32', type: 'bytes32' },
            ],
          },
          { name: 'qeAuthData', internalType: 'bytes', type: 'bytes' },
          { name: 'pckCertificate', internalType: 'bytes', type: 'bytes' },
          { name: 'pckAuthority', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    name: 'verify',
    outputs: [
      {
        name: 'claims',
        internalType: 'struct TdxClaims',
        type: 'tuple',
        components: [
          { name: 'measured', internalType: 'bytes', type: 'bytes' },
          {
            name: 'reportData',
            internalType: 'bytes32[2]',
            type: 'bytes32[2]',
          },
          { name: 'tcbStatus', internalType: 'enum TcbStatus', type: 'uint8' },
          { name: 'tcbLevel', internalType: 'uint8', type: 'uint8' },
          {
            name: 'tcbEvaluationNumber',
            internalType: 'uint32',
            type: 'uint32',
          },
          { name: 'validUntil', internalType: 'uint64', type: 'uint64' },
          { name: 'platform', internalType: 'bytes16', type: 'bytes16' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'AlgorithmUnsupported',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'bytes32', type: 'bytes32' },
      { name: 'wanted', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'AttestationKeyNotBound',
  },
  {
    type: 'error',
    inputs: [{ name: 'given', internalType: 'uint16', type: 'uint16' }],
    name: 'AttestationKeyTypeUnsupported',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'BooleanInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'CertificateVersionUnsupported',
  },
  {
    type: 'error',
    inputs: [
      { name: 'year', internalType: 'uint256', type: 'uint256' },
      { name: 'month', internalType: 'uint256', type: 'uint256' },
      { name: 'day', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'DateInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerIntegerInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerLengthInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerObjectIdentifierInvalid',
  },
  {
    type: 'error',
    inputs: [
      { name: 'at', internalType: 'uint256', type: 'uint256' },
      { name: 'given', internalType: 'uint8', type: 'uint8' },
      { name: 'wanted', internalType: 'uint8', type: 'uint8' },
    ],
    name: 'DerTagUnexpected',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerTimeInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerTrailingBytes',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'DerTruncated',
  },
  {
    type: 'error',
    inputs: [{ name: 'digits', internalType: 'uint256', type: 'uint256' }],
    name: 'DigitsInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionMalformed',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionMissing',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionRepeated',
  },
  {
    type: 'error',
    inputs: [{ name: 'oid', internalType: 'uint256', type: 'uint256' }],
    name: 'ExtensionUnknownButCritical',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'KeyUnsupported',
  },
  { type: 'error', inputs: [], name: 'PckCertificateCannotSign' },
  { type: 'error', inputs: [], name: 'PckCertificateIsAuthority' },
  {
    type: 'error',
    inputs: [
      { name: 'notBefore', internalType: 'uint64', type: 'uint64' },
      { name: 'notAfter', internalType: 'uint64', type: 'uint64' },
      { name: 'nowAt', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PckCertificateNotInForce',
  },
  { type: 'error', inputs: [], name: 'PckCertificateSignatureInvalid' },
  {
    type: 'error',
    inputs: [
      { name: 'element', internalType: 'uint256', type: 'uint256' },
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PckElementLengthInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'element', internalType: 'uint256', type: 'uint256' }],
    name: 'PckElementMissing',
  },
  {
    type: 'error',
    inputs: [{ name: 'element', internalType: 'uint256', type: 'uint256' }],
    name: 'PckElementRepeated',
  },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'PckElementUnknown',
  },
  { type: 'error', inputs: [], name: 'PckExtensionMissing' },
  {
    type: 'error',
    inputs: [
      { name: 'part', internalType: 'uint256', type: 'uint256' },
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'largest', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PckSvnTooLarge',
  },
  {
    type: 'error',
    inputs: [
      { name: 'at', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PckTcbPartUnexpected',
  },
  {
    type: 'error',
    inputs: [{ name: 'given', internalType: 'bytes32', type: 'bytes32' }],
    name: 'QeReportDataTailNotZero',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'QeReportLengthInvalid',
  },
  { type: 'error', inputs: [], name: 'QeReportSignatureInvalid' },
  {
    type: 'error',
    inputs: [{ name: 'given', internalType: 'bytes16', type: 'bytes16' }],
    name: 'QeVendorUnknown',
  },
  {
    type: 'error',
    inputs: [
      { name: 'bodyType', internalType: 'uint16', type: 'uint16' },
      { name: 'size', internalType: 'uint32', type: 'uint32' },
    ],
    name: 'QuoteBodyUnsupported',
  },
  {
    type: 'error',
    inputs: [
      { name: 'given', internalType: 'uint256', type: 'uint256' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'QuoteLengthInvalid',
  },
  { type: 'error', inputs: [], name: 'QuoteSignatureInvalid' },
  {
    type: 'error',
    inputs: [{ name: 'given', internalType: 'uint16', type: 'uint16' }],
    name: 'QuoteVersionUnsupported',
  },
  {
    type: 'error',
    inputs: [{ name: 'serial', internalType: 'uint256', type: 'uint256' }],
    name: 'SerialTooLong',
  },
  { type: 'error', inputs: [], name: 'ServiceTdRefused' },
  {
    type: 'error',
    inputs: [{ name: 'at', internalType: 'uint256', type: 'uint256' }],
    name: 'SignatureMalformed',
  },
  {
    type: 'error',
    inputs: [{ name: 'attributes', internalType: 'bytes8', type: 'bytes8' }],
    name: 'TdAttributesRefused',
  },
  {
    type: 'error',
    inputs: [{ name: 'attributes', internalType: 'bytes8', type: 'bytes8' }],
    name: 'TdDebug',
  },
  {
    type: 'error',
    inputs: [{ name: 'attributes', internalType: 'bytes8', type: 'bytes8' }],
    name: 'TdSeptVeEnabled',
  },
  {
    type: 'error',
    inputs: [{ name: 'given', internalType: 'uint32', type: 'uint32' }],
    name: 'TeeTypeUnsupported',
  },
  {
    type: 'error',
    inputs: [
      { name: 'hour', internalType: 'uint256', type: 'uint256' },
      { name: 'minute', internalType: 'uint256', type: 'uint256' },
      { name: 'second', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'TimeOfDayInvalid',
  },
] as const

import { KitError } from '../../errors.ts'

/** Has the simulated custodian say that it holds `totalReserve`, in base units of the collateral. */
export const setReserves = async (
  { url, apiKey }: { url: string; apiKey: string },
  { totalReserve }: { totalReserve: bigint },
): Promise<void> => {
  const response = await fetch(`${url}/set-reserves`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ totalReserve: totalReserve.toString() }),
  })
  if (!response.ok) throw new KitError(`the simulated custodian refused /set-reserves: ${response.status}`)
}

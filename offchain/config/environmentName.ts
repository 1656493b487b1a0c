/** How the environment spells a setting: `contractAddress` is CONTRACT_ADDRESS. */
export const environmentName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

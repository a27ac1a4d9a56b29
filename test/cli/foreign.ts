/** Loaded before the command: from then on this is no Linux. */
Object.defineProperty(process, 'platform', { value: 'darwin' })

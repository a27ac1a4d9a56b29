import type { Kind } from './families.ts'

export type ThemeName = 'light' | 'dark'

interface Theme {
  readonly background: string
  readonly ink: string
  readonly faint: string
  readonly colors: Readonly<Record<Kind, string>>
}

/**
 * The colours of Okabe and Ito, which nobody who sees fewer colours mixes up, and grey for those
 * the eye need not look for. Backgrounds are those of GitHub's two themes.
 */
export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    ink: '#1f2328',
    faint: '#d8dee4',
    colors: { 'uring-sdk': '#0072b2', C: '#e69f00', others: '#9aa4ae' },
  },
  dark: {
    background: '#0d1117',
    ink: '#e6edf3',
    faint: '#30363d',
    colors: { 'uring-sdk': '#56b4e9', C: '#e69f00', others: '#6e7681' },
  },
}

export const themeNames = ['light', 'dark'] as const

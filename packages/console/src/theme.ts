/**
 * Makes the component kit speak the tokens of `ui/tokens.css`. Every colour that the kit uses by itself is pointed at a token, so
 * that a component taken straight from the kit already looks like ours, in both schemes.
 */
import {
  Anchor,
  Button,
  Checkbox,
  createTheme,
  Drawer,
  type CSSVariablesResolver,
  Menu,
  Modal,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Radio,
  SegmentedControl,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';
import kit from './ui/kit.module.css';

const field = {
  defaultProps: { inputWrapperOrder: ['label' as const, 'input' as const, 'description' as const, 'error' as const] },
  classNames: { input: kit.input ?? '', label: kit.label ?? '', description: kit.description ?? '', error: kit.error ?? '' },
};

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  colors: {
    accent: ['#e4f0f3', '#cfe5ea', '#a3d3dd', '#63bfd3', '#3ba3b9', '#1d879d', '#107489', '#0a6377', '#084e5e', '#063d4a'],
    gray: ['#f3f6f7', '#e9eef0', '#dde4e7', '#c9d3d7', '#a9b6bb', '#87969c', '#66767d', '#4c5b62', '#2c393f', '#142026'],
    dark: ['#e2e9ec', '#a7b4ba', '#8d9ca3', '#62727a', '#37454b', '#263237', '#182125', '#10171a', '#0b1113', '#070b0d'],
    red: ['#fdecea', '#fad5d1', '#f5b1ab', '#f29088', '#e2655b', '#d0362d', '#c02d24', '#b3261e', '#8f1d17', '#6e1611'],
  },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: 'var(--size-small)', sm: 'var(--size-text)', md: 'var(--size-text)', lg: 'var(--size-lead)', xl: 'var(--size-title)' },
  lineHeights: { xs: '1.25rem', sm: '1.375rem', md: '1.375rem', lg: '1.5rem', xl: '1.75rem' },
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '6px', lg: '8px', xl: '12px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', variant: 'default' }, classNames: { root: kit.button ?? '' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    TextInput: TextInput.extend(field),
    PasswordInput: PasswordInput.extend({ ...field, classNames: { ...field.classNames, innerInput: kit.innerInput ?? '' } }),
    NumberInput: NumberInput.extend(field),
    Textarea: Textarea.extend({ ...field, defaultProps: { ...field.defaultProps, autosize: true, minRows: 3 } }),
    MultiSelect: MultiSelect.extend({ ...field, defaultProps: { ...field.defaultProps, comboboxProps: { shadow: 'none' } } }),
    TagsInput: TagsInput.extend({ ...field, defaultProps: { ...field.defaultProps, comboboxProps: { shadow: 'none' } } }),
    Select: Select.extend({ ...field, defaultProps: { ...field.defaultProps, allowDeselect: false, comboboxProps: { shadow: 'none' } } }),
    Checkbox: Checkbox.extend({ classNames: { label: kit.choice ?? '', description: kit.description ?? '', error: kit.error ?? '' } }),
    Radio: Radio.extend({ classNames: { label: kit.choice ?? '', description: kit.description ?? '', error: kit.error ?? '' } }),
    Switch: Switch.extend({ classNames: { label: kit.choice ?? '', description: kit.description ?? '' } }),
    SegmentedControl: SegmentedControl.extend({
      classNames: { root: kit.segments ?? '', label: kit.segment ?? '', indicator: kit.segmentOn ?? '' },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, events: { hover: true, focus: true, touch: true }, multiline: true, maw: 340 },
      classNames: { tooltip: kit.tooltip ?? '' },
    }),
    Menu: Menu.extend({
      defaultProps: { shadow: 'none', position: 'bottom-end', offset: 6 },
      classNames: { dropdown: kit.overlay ?? '', item: kit.menuItem ?? '', label: kit.menuLabel ?? '' },
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { color: 'var(--scrim)', backgroundOpacity: 1 } },
      classNames: { content: kit.overlay ?? '', header: kit.overlayHead ?? '', title: kit.overlayTitle ?? '' },
    }),
    Drawer: Drawer.extend({
      defaultProps: { position: 'right', overlayProps: { color: 'var(--scrim)', backgroundOpacity: 1 } },
      classNames: { content: kit.overlay ?? '', header: kit.overlayHead ?? '', title: kit.overlayTitle ?? '' },
    }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--ground)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-soft)',
  '--mantine-color-placeholder': 'var(--text-faint)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--failing)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--control-line)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--text-faint)',
  '--mantine-color-disabled-border': 'var(--hairline-strong)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-strong)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
};

/** Points the kit's own variables at the tokens; the tokens themselves change with the scheme. */
export const kitVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });

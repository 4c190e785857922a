import { wrongUsage } from './failure.ts';

/** Every option of every command. A command takes those that it names. */
export const OPTIONS = {
  late: { type: 'string', value: 'seconds', does: 'the notice goes out so much later' },
  lost: { type: 'boolean', does: 'the notice never goes out' },
  times: { type: 'string', value: 'n', does: 'the notice goes out so often' },
  amount: { type: 'string', value: 'amount', does: 'the notice says another amount than the order' },
  currency: { type: 'string', value: 'code', does: 'the notice says another currency than the order' },
  notice: { type: 'boolean', does: 'the merchant is told by a notice' },
  leaked: { type: 'boolean', does: "the forger has the merchant's token" },
  status: { type: 'string', value: 'word', does: 'what the forger claims; success if not said' },
  always: { type: 'boolean', does: 'every call from now on, not only the next' },
  accept: {
    type: 'string',
    value: 'when',
    does: 'the call is carried out all the same: now, late (with `fault accept`) or on-hang-up',
  },
  code: { type: 'string', value: 'code', does: 'for refuse: the ret_code; 000000 if not said' },
  message: { type: 'string', value: 'text', does: 'for refuse: the ret_msg' },
  seconds: { type: 'string', value: 's', does: 'for slow: how long; 5 if not said' },
  step: { type: 'string', value: 'step', does: 'only this one: pending, switch, promote or retire' },
} as const;

export type OptionName = keyof typeof OPTIONS;
export type Options = Readonly<Partial<Record<OptionName, string | boolean>>>;

/** @throws {Failure} when the option's text is no number. */
export function numberIn(name: OptionName, text: string | boolean | undefined): number | undefined {
  return text === undefined ? undefined : numberOf(`--${name}`, text);
}

/** @throws {Failure} when the text is no number. */
export function numberOf(name: string, text: string | boolean): number {
  if (typeof text === 'string' && /^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw wrongUsage(`${name} must be a number.`);
}

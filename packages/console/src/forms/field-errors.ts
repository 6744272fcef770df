import { ApiError } from '../api.ts';

/** The server's word on single fields, by field name (`/body/mail` and `body.mail` are both `mail`); empty where it named none. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    error.fields.map((field) => [field.path.replace(/^[/.]?body[/.]/, '').replace(/^[/.]/, ''), sentence(field.message)]),
  );
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** A mail address by the look of it: the server checks it again. */
export function mailProblem(mail: string): string | null {
  return /^\S+@\S+\.\S+$/u.test(mail.trim()) ? null : 'Write the whole address, as in anna@example.org.';
}

export function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'Give a name.';
  return name.trim().length > 200 ? 'At most 200 letters.' : null;
}

/** Length is what counts (NIST SP 800-63B, 5.1.1.1): no rules about kinds of letters. */
export function passwordProblem(password: string): string | null {
  if (password.length < 12) return 'At least 12 letters; four words do well.';
  return password.length > 200 ? 'At most 200 letters.' : null;
}

export function codeProblem(code: string): string | null {
  return /^\d{6}$/.test(code.replace(/\s/g, '')) ? null : 'Six digits, as the app shows them.';
}

/** The name that a person types at the sign-in. */

/**
 * Latin letters, digits and `. _ - @ +`, from 2 to 64 of them: it also stands in the audit log and on the command line,
 * where a look-alike letter of another alphabet would be another person.
 */
const LOGIN = /^[a-z0-9][a-z0-9._@+-]{1,63}$/;

/** Capital letters and space around it do not matter. */
export function plainLogin(typed: string): string {
  return typed.trim().toLowerCase();
}

export function isLogin(login: string): boolean {
  return LOGIN.test(login);
}

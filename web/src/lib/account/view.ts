// Which form a DJ who is not logged in looks at. It stands in the address behind `#`, so that
// "back" and links work; nothing that is typed ever does.

export type View = 'log-in' | 'register' | 'forgotten' | 'code';

const TITLES: Record<View, string> = {
  'log-in': 'Log in',
  register: 'Make an account',
  forgotten: 'A new password',
  code: 'A new password',
};

/** The view that the part of an address behind `#` names. */
export function viewOf(hash: string): View {
  const name = hash.slice(1);
  return name in TITLES ? (name as View) : 'log-in';
}

export const titleOf = (view: View) => TITLES[view];

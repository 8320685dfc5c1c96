// Whether DJs have accounts here: the cloud inside a DJ's own program has none, and no page of them.

/** False as well where the server cannot be reached. */
export function hasAccounts(fetcher: typeof fetch = fetch): Promise<boolean> {
  return fetcher('/dj', { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );
}

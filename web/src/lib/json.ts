// Answers are untrusted until each member was looked at.

/** The members of what may be an object; none where it is something else. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

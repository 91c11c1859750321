/** Calls to the assistant. */

/** It said no, or nothing at all; the message says why in words for the person. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused("The assistant cannot be reached. Is it running?", 0);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(told.error ?? `The assistant answered with an error (${answer.status}).`, answer.status);
  return told;
}

export const get = (path) => call(path, {});

export const post = (path, body = {}) => call(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

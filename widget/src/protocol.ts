// What the assistant's web channel takes and gives (docs/interface.md), and talking to it. Nothing here knows the page.

/** A button as the assistant offers it. */
export interface Choice {
  title: string;
  payload: string;
}

/** One message of the assistant. */
export interface BotMessage {
  text: string;
  buttons?: Choice[];
  choices?: string[];
  country?: string | null;
  /** Said by the channel alone, which knows nothing of what was said before. */
  fallback?: boolean;
  /** The person has said that help is on the way. */
  help_is_coming?: boolean;
  /** The conversation was erased at the person's word. */
  forgotten?: boolean;
  triage?: {
    level: string | null;
    rules: string[];
    asking?: string[];
    progress?: { number: number; about: number } | null;
  };
}

/** The assistant understood the request and refuses it; the message says why. */
export class Refused extends Error {
  constructor(reason: string, readonly status: number) {
    super(reason);
  }
}

/** The assistant answers within less: what takes longer is not there. */
const PATIENCE_MS = 15_000;

async function post(url: string, body: object, stop: AbortSignal): Promise<Response> {
  const answer = await fetch(url, {
    method: "POST",
    // Without a content type of its own: a plain text is sent at once, for JSON a browser would ask for leave first.
    body: JSON.stringify(body),
    credentials: "omit",
    signal: stop,
  });
  if (answer.ok) return answer;
  const reason: unknown = await answer.json().then((said) => said.error, () => undefined);
  throw typeof reason === "string" ? new Refused(reason, answer.status) : new Error(`HTTP ${answer.status}`);
}

/** Send one message; `heard` is called with each message of the answer as it comes. Throws when it is not whole. */
export async function exchange(url: string, body: object, heard: (message: BotMessage) => void): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    for await (const line of lines(await post(url, body, stop.signal))) {
      const said = JSON.parse(line);
      if (said.done === true) return;
      if (typeof said.text !== "string") throw new Error("not a line of an answer");
      heard(said);
    }
    throw new Error("the answer is cut off");
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function* lines(answer: Response): AsyncGenerator<string> {
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const whole = rest.split("\n");
    rest = done ? "" : whole.pop()!;
    yield* whole.filter((line) => line.trim());
    if (done) return;
  }
}

/** One request with one answer, as text. */
export async function ask(url: string, body: object): Promise<string> {
  return (await post(url, body, AbortSignal.timeout(PATIENCE_MS))).text();
}

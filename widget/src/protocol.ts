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
  triage?: {
    level: string | null;
    rules: string[];
    final: boolean;
    progress?: { number: number; about: number } | null;
  };
}

/** The assistant understood the request and refuses it; the message says why. */
export class Refused extends Error {
  constructor(reason: string, readonly status: number) {
    super(reason);
  }
}

/** Longer than the assistant ever takes: after this much silence it is not there. */
const PATIENCE_MS = 20_000;

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

/** Send one message; `heard` is called with each line of the answer as it comes. Throws when the answer is not whole. */
export async function exchange(
  url: string,
  body: object,
  heard: { conversation(id: string): void; message(message: BotMessage): void },
): Promise<void> {
  const stop = new AbortController();
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => stop.abort(), PATIENCE_MS);
  };
  wait();
  try {
    const answer = await post(url, body, stop.signal);
    for await (const line of lines(answer)) {
      wait();
      const said = JSON.parse(line);
      if (said.done === true) return;
      if (typeof said.text === "string") heard.message(said);
      else if (typeof said.conversation === "string") heard.conversation(said.conversation);
      else throw new Error("not a line of an answer");
    }
    throw new Error("the answer is cut off");
  } finally {
    clearTimeout(timer);
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
  const answer = await post(url, body, AbortSignal.timeout(PATIENCE_MS));
  return answer.text();
}

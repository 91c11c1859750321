// What the widget says by itself. Everything medical comes from the assistant, or is filled in by it when it serves
// this file (SHIPPED), so that it is at hand when the network is not.

/** A country with the numbers to dial in an emergency. */
export interface Country {
  code: string;
  name: string;
  numbers: string[];
}

interface Shipped {
  countries: Country[];
  /** Phone numbers that become links where a message names them, longest first. */
  phones: string[];
  introduction: string;
  suggestions: string[];
  trouble: string;
  emergency: { level: string; opening: string };
}

/** Filled in by the server (server/channels/widget_file.py). */
export const SHIPPED = "__SHIPPED__" as unknown as Shipped;

export const WORDS = {
  heading: "Muscle symptom assistant",
  launcher: "Chat about muscle symptoms",
  close: "Close",
  menu: "Menu",
  startOver: "Start over",
  summary: "Summary for my clinician",
  forget: "Forget me",
  larger: "Larger text",
  smaller: "Smaller text",
  log: "Messages",
  me: "You said: ",
  bot: "Assistant: ",
  field: "Your message",
  send: "Send",
  writing: "The assistant is writing",
  answers: "Answers to choose from",
  sendTicked: "Send what I ticked",
  tickFirst: "Tick what applies first, or press one of the other buttons.",
  untickFirst: "You have ticked something. Untick it first, or press “Send what I ticked”.",
  progress: "Progress of the check",
  callFirst: "Call",
  maybe: "This may be an emergency. If it is, or you are not sure:",
  helpComing: "Help is on the way",
  callList: "Call your emergency number now.",
  tryAgain: "Try again",
  offline: "You seem to be offline.",
  privacy: "What happens to what I write",
  copy: "Copy",
  print: "Print",
  download: "Download everything kept",
  back: "Back to the chat",
  copied: "The summary is copied.",
  notCopied: "Copying was not allowed. Select the text above, or press Print.",
  loading: "Getting the summary",
  noSummary: "There is nothing to sum up yet. Tell me what is going on first.",
  summaryFailed: "The summary could not be fetched. Please try again in a minute.",
  askStartOver: "Start over?",
  aboutStartOver: "This removes the chat from here and begins a new one.",
  yesStartOver: "Yes, start over",
  askForget: "Forget this conversation?",
  aboutForget: "This erases all you wrote, here and on the server. It cannot be undone.",
  yesForget: "Yes, forget me",
  no: "No, keep it",
  startedOver: "This is a new conversation.",
  forgotten: "Everything you wrote here has been erased.",
  notForgotten: "It could not be erased right now. Please try again in a minute.",
};

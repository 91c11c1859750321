// The style sheet as Lit wants it: adopted by the shadow root, which a Content-Security-Policy does not forbid.

import { unsafeCSS } from "lit";
import text from "./style.css";

export const style = unsafeCSS(text);

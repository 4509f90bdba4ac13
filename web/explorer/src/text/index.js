/** One catalogue a language; English where a language is not there yet. */

import { en } from "./en.js";

const CATALOGUES = { en };

export const catalogue = (language) => CATALOGUES[String(language ?? "en").slice(0, 2)] ?? en;

// Runs in the page's head, before anything of Voilà's.

import { startEarly } from "./early.js";
import { beAsPatient } from "./patience.js";
import { tellReconnections } from "./reconnections.js";
import { showFirstTheme } from "./theme.js";

showFirstTheme();
document.documentElement.lang = "en";
document.title = "Footwatch";
startEarly();
beAsPatient();
tellReconnections();

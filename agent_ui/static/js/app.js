// Starts what the page needs; each part looks for its own elements.
import { startCall } from './call.js';
import { startClocks } from './clocks.js';
import { startComposer } from './composer.js';
import { startForms } from './forms.js';
import { startKeys } from './keys.js';
import { startLeaving } from './leaving.js';
import { startLive } from './live.js';
import { startMenus } from './menus.js';
import { startOffers } from './offers.js';
import { startPanes } from './panes.js';
import { startPreferences } from './preferences.js';
import { startThread } from './thread.js';
import { startWorkList } from './worklist.js';

startLeaving();
startLive();
startMenus();
startPreferences();
startPanes();
startClocks();
startThread();
startComposer();
startOffers();
startWorkList();
startCall();
startForms();
startKeys();

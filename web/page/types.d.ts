/** What kernel and page say to each other; `footlib.ui.browser.page.Page` is the other side. */

/** The traits that both sides know. */
export interface PageState {
  /** Grows once a second while somebody looks; 0 where nothing is live. */
  pulse: number;
  /** "light", "dark" or "", which leaves it to browser and JupyterLab. */
  theme_choice: string;
  /** The query that leads to what is shown. */
  address: string;
  /** The title of the window. */
  name: string;
  kiosk: boolean;
  ready: boolean;
  stale: boolean;
  /** Whether a drag over the curves chooses a stretch to look for. */
  choosing: boolean;
  /** Whether a digit names the kind of a label. */
  labelling: boolean;
  /** Where the playhead is, as a share of the curves' width; negative where it is out of sight. */
  head: number;
  /** The class of all that this page's kernel shows. */
  scope: string;
}

/** Bound to a key. `large` is said with Shift. */
export type KeyCommand =
  | "toggle"
  | "back"
  | "forward"
  | "live"
  | "next"
  | "previous"
  | "play"
  | "toggle_record"
  | "label"
  | "unzoom";

/** What a button within HTML carries in `data-fw`, and the card that it stands in. */
export interface ButtonMessage {
  kind: string;
  card?: string | undefined;
}

export type FromPage =
  | { kind: "hello" }
  | {
      kind: "here";
      visible: boolean;
      dark: boolean;
      /** CSS pixels. */
      width: number;
      /** The IANA name, or "". */
      zone: string;
      /** Minutes east of Greenwich. */
      offset: number;
      /** What the viewer said to be called, on this page or an earlier one; left out where that is unknown. */
      author?: string | undefined;
    }
  | { kind: "address"; query: string }
  /** Shares of the curves' width. */
  | { kind: "seek"; at: number }
  | { kind: "zoom" | "choose"; from: number; to: number }
  | { kind: "unzoom" }
  /** How much more of the time is to be shown, around a share of the curves' width. */
  | { kind: "zoom_by"; at: number; by: number }
  | { kind: "choosing"; on: boolean }
  | { kind: "pick_label"; number: number }
  | { kind: KeyCommand; large: boolean }
  | ButtonMessage;

export type ToPage =
  /** The file is in the buffers. */
  | { kind: "download"; name: string; type: string }
  /** A picture of the card with the class `of`. */
  | { kind: "picture"; name: string; of: string; title: string }
  /** The viewer is called so. */
  | { kind: "keep_author"; name: string }
  | { kind: "fullscreen" | "curves" | "top" };

/** As much of a scale of bqplot as a page reads. */
export interface ScaleModel {
  get(name: "min" | "max"): number;
  on(event: "change", changed: () => void): void;
  off(event: "change", changed: () => void): void;
}

/** As much of lines of bqplot as a page reads. */
export interface DrawnModel {
  get(name: "x"): ArrayLike<number>;
  get(name: "y"): ArrayLike<ArrayLike<number>>;
  get(name: "opacities"): number[];
  get(name: "scales"): { x: ScaleModel; y: ScaleModel };
  on(event: "change", changed: () => void): void;
  off(event: "change", changed: () => void): void;
}

/** What is drawn of a foot: the window, what came since, and the band of long windows. */
export interface FootModels {
  lines: DrawnModel;
  tip: DrawnModel;
  band: DrawnModel | null;
}

/** As much of anywidget's model as a page uses. What it hears ends with the view, as anywidget sees to. */
export interface PageModel {
  get<Name extends keyof PageState>(name: Name): PageState[Name];
  on(event: `change:${keyof PageState}`, changed: () => void): void;
  on(event: "msg:custom", heard: (message: ToPage, buffers: DataView<ArrayBuffer>[]) => void): void;
  send(message: FromPage): void;
  widget_manager: { get_model(id: string): Promise<DrawnModel> };
}

/** One of several cells that show the same page. */
export interface PageView {
  start(): void;
  stop: (() => void) | null;
}

declare global {
  interface Window {
    /** The views of each scope. Every view has a module of its own, so they meet here. */
    footwatchPages?: Map<string, PageView[]>;
  }
}

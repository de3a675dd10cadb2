/** What is sent to a page between two connections may not reach it; tell it, so that it asks for all that it shows. */
export function tellReconnections() {
  let opened = false;
  window.WebSocket = class extends WebSocket {
    /** @param {ConstructorParameters<typeof WebSocket>} request */
    constructor(...request) {
      super(...request);
      this.addEventListener("open", () => {
        if (opened) window.dispatchEvent(new Event("fw-connected-again"));
        opened = true;
      });
    }
  };
}

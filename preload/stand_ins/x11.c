/* Stands in for libX11.so.6 and libXrender.so.1. The engine was built to draw on a screen as well as
   into PDFs, so the loader wants both; an engine that prints has no screen, and calls two of their 200
   functions, at its start. scripts/vendor.sh adds the others, from what the engine names: each ends the
   process. The libraries themselves weigh 2 MB with those that they need, and are read at every start. */

/* They return the handler before, of which there is none. */
void *XSetErrorHandler(void) { return 0; }
void *XSetIOErrorHandler(void) { return 0; }

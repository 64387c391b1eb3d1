/* What the parts of the library share. It is loaded into the engine before all others, so that
   its functions take the place of those of the same name in other libraries. */
#pragma once
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PUBLIC __attribute__((visibility("default")))
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* The function that ours stands before. */
#define NEXT(function)                                                                             \
  ({                                                                                               \
    static __typeof__(&function) next_;                                                            \
    if (UNLIKELY(!next_)) next_ = (__typeof__(&function))dlsym(RTLD_NEXT, #function);              \
    next_;                                                                                         \
  })

typedef int (*main_function)(int, char **, char **);

/* The engine's own main. */
extern main_function engine_main;

/* Whether this process is the fork server and warms up: what it does now, its children need not do. */
extern bool warming_up;

/* fork_server.c: the environment says whether this process is one. When it is warm it serves, and
   does not return. */
void begin_warm_up(void);
void serve(void) __attribute__((noreturn));

/* code.c: where the program is that has code between these two addresses; NULL if it has none. */
uint8_t *program_with_code(uint32_t from, uint32_t to);
/* Writes code over the engine's own, whose pages have these rights afterwards. */
bool write_code(uint8_t *place, const uint8_t *code, size_t size, int rights);

/* fonts.c: replaces slow parts of the engine, if it is the build that we know. */
void shorten_ways(void);

/* dpi.c: the resolution that these arguments name, and the environment says what of it is a pixel. */
void set_resolution(int count, char **arguments);
/* Dots of the layout in a pixel of CSS; 0 where lines are left as they are. */
double dots_in_pixel(void);

/* widths.c: texts are as wide as they are, if it is the build that we know. */
void measure_exactly(void);
void shape_latin(bool is_shaped);

/* lines.c: lines are as high as they are, and on a page with their whole height, if it is the build
   that we know. */
void keep_whole_lines(void);

/* known_widths.c: widths of texts in a font of Qt, with what is made of it and how it is asked. */
struct measured_font {
  const void *font;
  uint64_t style;
};
bool know_width(const struct measured_font *font, const uint16_t *text, uint32_t size, int *width);
void learn_width(const struct measured_font *font, const uint16_t *text, uint32_t size, int width);

/* markers.c: the markers of lists stand where browsers have them, if it is the build that we know. */
void place_markers(double dots);

/* canvases.c: canvases have no more dots than the paper, if it is the build that we know. */
void fit_canvases(void);

/* pictures.c: translucent pictures have their own colours, if it is the build that we know. */
void divide_colours(void);

/* heap.c: scripts may allocate some megabytes before the engine looks for what they have left, if it
   is the build that we know. */
void look_seldom(void);

/* photographs.c: how large the picture was that has just been written as a JPEG; 0 if that is long ago. */
size_t size_as_jpeg(void);

/* spaces.c: a narrow space has a width, if it is the build that we know. */
void widen_narrow_spaces(void);

/* spacing.c: the space between letters has parts of a dot, if it is the build that we know. */
void keep_spacing(void);

/* outlines.c: the outline of a glyph that has been loaded begins on its curve. */
void begin_on_curves(void *glyph);

/* justified.c: justified lines are wider as in browsers, if it is the build that we
   know. */
void justify_as_browsers(void);

/* lists.c: lists of nodes are nothing that is called, if it is the build that we know. */
void call_no_lists(void);

/* leading.c: letters have whole pixels of their line's room above them, if it is the build that we know. */
void leave_whole_pixels(void);

/* screen.c: the engine begins with nothing in what it knows of its screen, if it is the build that we know. */
void know_no_screen(void);

/* layouts.c: those for a window that nobody looks at are left out, if it is the build that we know. */
void leave_out_layouts(void);

/* helper.c: the layout helper is read once, in the fork server's page, if it is the build that we know.
   Whether it has been; and in a child, which scripts run there, and what it must not share with others. */
void keep_helper(void);
bool has_helper(void);
void begin_child(void);

/* ahead.c: in the fork server, what memory its children have; and in a child, what it will write to is ready before its
   order comes by this descriptor. The first child, if the environment says so, is a rehearsal, from which the fork
   server learns what children write to. */
void note_pages(void);
void learn_rehearsal(void);
void make_pages_ready(int job);
void begin_rehearsal(void);
void end_rehearsal(void);

/* blocks.c: has the pages from here to there ready to be written to, all at once; false where the kernel cannot. */
bool make_ready(uint8_t *from, const uint8_t *to);
/* In a child, which shall not write into what its parent has ready. */
void take_own_memory(void);

/* finish.c: ends the process when the file that these arguments name is written. */
void end_with_result(int count, char **arguments);

/* numbers.c: as strtod, without its detours, and on this line alone. */
double read_number(const char *at, char **after);

/* shadows.c: a page without the boxes that its shadows are painted by. Returns its size. */
size_t without_shadow_boxes(char *page, size_t size);

/* Turns round words that run to the left, in place; returns the page's new size. */
size_t from_left_to_right(char *page, size_t size);

/* bold.c: paints once what is bold by being painted twice, in place; returns the page's new size. */
size_t with_bold_once(char *page, size_t size);

/* Takes filled shapes without area out of a page, in place; returns the page's new size. */
size_t without_hairlines(char *page, size_t size);

/* dashes.c: dashed and dotted borders as browsers draw them, in place; returns the page's new size. */
size_t with_dashes_of_browsers(char *page, size_t size);

/* page_edges.c: leaves out texts of other pages, in place; returns the page's new size. */
size_t without_strange_texts(char *page, size_t size);

/* baselines.c: a page whose texts stand on whole pixels, of so many dots. Takes its memory. */
char *on_whole_pixels(char *page, size_t *size, double dots);

/* patterns.c: takes down where the boxes of a page are in which pictures are repeated, and has their
   patterns in the PDF that is written begin there. */
void note_patterns(const char *page, size_t size);
void place_patterns(int descriptor);

/* clock.c: how many threads this process started beside its first. */
void count_thread(void);

/* limits.c: what this process may use, as the environment says it; and the end of one that starts
   more threads than it may, or has no memory for another. */
void set_limits(void);
void end_if_too_many_threads(void);
void end_if_no_room_for_thread(void);

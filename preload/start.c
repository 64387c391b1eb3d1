/* Stands between the C library's start and the engine's main. */
#include "guard.h"

main_function engine_main;

typedef void (*plain_function)(void);

extern int __libc_start_main(main_function, int, char **, plain_function, plain_function,
                             plain_function, void *);

PUBLIC int __libc_start_main(main_function main, int argc, char **argv, plain_function init,
                             plain_function fini, plain_function at_exit, void *stack_end) {
  engine_main = main;
  set_resolution(argc, argv);
  begin_guard();
  argv = take_mark(&argc, argv);
  begin_warm_up();
  if (!warming_up) set_limits();
  end_with_result(argc, argv);
  shorten_ways();
  measure_exactly();
  keep_whole_lines();
  leave_whole_pixels();
  fit_canvases();
  divide_colours();
  look_seldom();
  call_no_lists();
  widen_narrow_spaces();
  keep_spacing();
  justify_as_browsers();
  know_no_screen();
  leave_out_layouts();
  keep_helper();
  return NEXT(__libc_start_main)(main, argc, argv, init, fini, at_exit, stack_end);
}

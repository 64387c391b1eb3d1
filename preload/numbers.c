/* The numbers of a page. The C library's strtod takes ten times as long for one, since it reads
   any number in any language. */
#include "preload.h"
#include <stdlib.h>
#include <string.h>

/* As many digits are exact in a double, and so is the power of ten below them. */
enum { EXACT = 15 };

double read_number(const char *at, char **after) {
  static const double powers[EXACT + 1] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char *start = at;
  while (*at == ' ') at++;
  /* The C library would look for a number on the next line, and behind a page that ends here. */
  if ((*at < '0' || *at > '9') && *at != '-' && *at != '.') {
    *after = (char *)start;
    return 0;
  }
  bool is_negative = *at == '-';
  if (is_negative) at++;
  uint64_t digits = 0;
  int count = 0, behind = 0;
  for (; *at >= '0' && *at <= '9'; at++, count++) {
    if (count >= EXACT) return strtod(start, after);
    digits = digits * 10 + (uint64_t)(*at - '0');
  }
  if (*at == '.') {
    for (at++; *at >= '0' && *at <= '9'; at++, count++, behind++) {
      if (count >= EXACT) return strtod(start, after);
      digits = digits * 10 + (uint64_t)(*at - '0');
    }
  }
  /* An exponent, a number in hexadecimal, or no number. */
  if (count == 0 || strchr("eExXpP", *at)) return strtod(start, after);
  *after = (char *)at;
  double number = (double)digits / powers[behind];
  return is_negative ? -number : number;
}

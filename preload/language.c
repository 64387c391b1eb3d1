/* In whose letters a text is read.

   Han characters are shared by Chinese, Japanese and Korean, and drawn otherwise in each; a font that
   lacks a letter is helped out by the first that has it. The environment says whose fonts are looked
   into first: HTML2PDF_READER, `ja` or `zh`. etc/fonts.conf has a rule for each. */
#include "preload.h"
#include <stdlib.h>

struct fc_config;
struct fc_pattern;
enum { FOR_MATCH = 0 };

extern int FcConfigSubstitute(struct fc_config *, struct fc_pattern *, int kind);
extern int FcPatternAddString(struct fc_pattern *, const char *name, const unsigned char *value);

PUBLIC int FcConfigSubstitute(struct fc_config *config, struct fc_pattern *pattern, int kind) {
  const char *reader = getenv("HTML2PDF_READER");
  if (reader && *reader && pattern && kind == FOR_MATCH)
    NEXT(FcPatternAddString)(pattern, "reader", (const unsigned char *)reader);
  return NEXT(FcConfigSubstitute)(config, pattern, kind);
}

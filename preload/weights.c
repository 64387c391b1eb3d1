/* A bold font that does not say so in all of its tables is made bolder by the engine once more. NanumMyeongjo's bold
   says so in `head`, and in `OS/2` that it is regular, which is what FreeType goes by. */
#include "preload.h"
#include <string.h>

/* The beginning of FreeType's structure, which is the same in every version 2. */
struct styled {
  long faces, index, flags, style_flags, glyphs;
  const char *family, *style;
};
_Static_assert(offsetof(struct styled, style_flags) == 24, "as in FT_FaceRec");
_Static_assert(offsetof(struct styled, style) == 48, "as in FT_FaceRec");

enum { BOLD = 2 };

extern int FT_New_Face(void *library, const char *path, long index, struct styled **face);

PUBLIC int FT_New_Face(void *library, const char *path, long index, struct styled **face) {
  int error = NEXT(FT_New_Face)(library, path, index, face);
  bool is_open = !error && face && *face;
  if (is_open && (*face)->style && strstr((*face)->style, "Bold")) (*face)->style_flags |= BOLD;
  return error;
}

/* What is said of fonts that come with a page, which Qt has in memory.

   Such a font is Korean if it has a single letter of it, and so on. Fontconfig wants all of a language, which a
   font has not that was cut down to what its page needs; and for texts of Greek, say, or of Korean with space between
   its letters, Qt takes fonts of the language alone.

   And one that comes without a bold says nothing of its weight: only then does Qt make it bolder where
   bold is asked for, as browsers do. Beside a bold of its family it has to be told from that by its weight. */
#include "preload.h"
#include <stdlib.h>
#include <string.h>

struct fc_pattern;
struct fc_langset;
struct fc_charset;
struct fc_blanks;
struct ft_face;
enum { MAP = 8, IN_WORD = 32 };
static const uint32_t no_more = 0xffffffff;

extern struct fc_pattern *FcFreeTypeQueryFace(struct ft_face *, const char *file, unsigned number, struct fc_blanks *);
extern int FcPatternGetCharSet(const struct fc_pattern *, const char *name, int number, struct fc_charset **);
extern uint32_t FcCharSetFirstPage(const struct fc_charset *, uint32_t map[MAP], uint32_t *next);
extern uint32_t FcCharSetNextPage(const struct fc_charset *, uint32_t map[MAP], uint32_t *next);
extern int FcPatternGetLangSet(const struct fc_pattern *, const char *name, int number, struct fc_langset **);
extern struct fc_langset *FcLangSetCopy(const struct fc_langset *);
extern int FcLangSetAdd(struct fc_langset *, const unsigned char *language);
extern void FcLangSetDestroy(struct fc_langset *);
extern int FcPatternGetString(const struct fc_pattern *, const char *name, int number, char **);
extern int FcPatternGetInteger(const struct fc_pattern *, const char *name, int number, int *);
extern int FcPatternDel(struct fc_pattern *, const char *name);
extern int FcPatternAddLangSet(struct fc_pattern *, const char *name, const struct fc_langset *);
extern int FcPatternAddInteger(struct fc_pattern *, const char *name, int);
extern void FcPatternReference(struct fc_pattern *);

/* Where the letters of a language begin and end, in whole words of a map, as Qt knows languages by scripts. */
static const struct letters {
  uint32_t first, last;
  const char *language;
} scripts[] = {{0x380, 0x3ff, "el"},   {0x400, 0x45f, "ru"},   {0x540, 0x57f, "hy"},   {0x5c0, 0x5ff, "he"},
               {0x620, 0x65f, "ar"},   {0x700, 0x73f, "syr"},  {0x780, 0x7bf, "dv"},   {0x900, 0x97f, "hi"},
               {0x980, 0x9ff, "bn"},   {0xa00, 0xa7f, "pa"},   {0xa80, 0xaff, "gu"},   {0xb00, 0xb7f, "or"},
               {0xb80, 0xbff, "ta"},   {0xc00, 0xc7f, "te"},   {0xc80, 0xcff, "kn"},   {0xd00, 0xd7f, "ml"},
               {0xd80, 0xdff, "si"},   {0xe00, 0xe5f, "th"},   {0xe80, 0xedf, "lo"},   {0xf00, 0xfbf, "bo"},
               {0x1000, 0x109f, "my"}, {0x10a0, 0x10ff, "ka"}, {0x1780, 0x17df, "km"}, {0xac00, 0xd7af, "ko"}};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

/* A bit for each script of which a font has letters. */
static uint32_t scripts_of(const struct fc_charset *characters) {
  uint32_t map[MAP], next, found = 0;
  for (uint32_t page = FcCharSetFirstPage(characters, map, &next); page != no_more;
       page = FcCharSetNextPage(characters, map, &next))
    for (int word = 0; word < MAP; word++)
      for (int i = 0; map[word] && i < SCRIPTS; i++) {
        uint32_t first = page + (uint32_t)word * IN_WORD;
        if (first >= scripts[i].first && first <= scripts[i].last) found |= 1u << i;
      }
  return found;
}

static void add_languages(struct fc_pattern *font) {
  struct fc_charset *characters;
  struct fc_langset *known, *languages;
  if (FcPatternGetCharSet(font, "charset", 0, &characters) || FcPatternGetLangSet(font, "lang", 0, &known)) return;
  uint32_t found = scripts_of(characters);
  if (!found || !(languages = FcLangSetCopy(known))) return;
  for (int i = 0; i < SCRIPTS; i++)
    if (found & 1u << i) FcLangSetAdd(languages, (const unsigned char *)scripts[i].language);
  FcPatternDel(font, "lang");
  FcPatternAddLangSet(font, "lang", languages);
  FcLangSetDestroy(languages);
}

/* As fontconfig and as CSS count weights. */
enum { MEDIUM = 100, SEMIBOLD_IN_CSS = 600, MOST = 64 };

/* Fonts whose weight may have been left out. They are kept, and stay where fontconfig has them. */
static struct known {
  struct fc_pattern *font;
  const char *family;
  int weight;
} fonts[MOST];
static int font_count;

static bool is_of_family(const struct known *font, const char *family) { return strcmp(font->family, family) == 0; }

static void tell_weight(struct fc_pattern *font) {
  /* What our service calls fonts that it has made (document/styles/fonts.rs). They say that they are regular, and have
     a family of their own, with what they are there for in its name. */
  static const char ours[] = "h2p ";
  char *family;
  int weight;
  if (FcPatternGetString(font, "family", 0, &family) || FcPatternGetInteger(font, "weight", 0, &weight)) return;
  if (strncmp(family, ours, sizeof ours - 1) == 0) {
    const char *said = strchr(family + sizeof ours - 1, ' ');
    if (said && atoi(said) < SEMIBOLD_IN_CSS) FcPatternDel(font, "weight");
    return;
  }
  if (font_count == MOST) return;
  bool has_bold = weight > MEDIUM;
  for (int i = 0; i < font_count && !has_bold; i++)
    has_bold = fonts[i].weight > MEDIUM && is_of_family(&fonts[i], family);
  for (int i = 0; i < font_count && has_bold; i++)
    if (is_of_family(&fonts[i], family)) {
      FcPatternDel(fonts[i].font, "weight");
      FcPatternAddInteger(fonts[i].font, "weight", fonts[i].weight);
    }
  FcPatternReference(font);
  fonts[font_count++] = (struct known){font, family, weight};
  if (!has_bold) FcPatternDel(font, "weight");
}

PUBLIC struct fc_pattern *FcFreeTypeQueryFace(struct ft_face *face, const char *file, unsigned number,
                                              struct fc_blanks *blanks) {
  struct fc_pattern *font = NEXT(FcFreeTypeQueryFace)(face, file, number, blanks);
  if (font) {
    add_languages(font);
    tell_weight(font);
  }
  return font;
}

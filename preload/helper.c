/* The layout helper, read once.

   The engine reads scripts anew for each page, and each function once more when it is called: of a page
   that is small that is a third of the time. The fork server's own page has the helper in it and
   calls it once. So its functions are there in each child, read and made into code, and work on the
   child's page: they know nothing of a page but what they are given.

   A script of the fork server's page that begins with OURS tells where it runs; it is there only when
   the helper has done its work. A child that has been told a word (HTML2PDF_WORD) runs what begins with that
   word there, with its own page's window as `this`.

   To the engine these are two pages, and a document can make its own a stranger to all others: it
   sets document.domain, or goes to an address of another kind. What runs in the fork server's page
   may look into any window all the same. It may not ask the network for more than before.

   Behind a script the engine finds the styles of all that it changed. What is run with the word changes
   much and is the last before a page is printed, for which all styles are found anew: behind it
   nobody looks at them. */
#include "preload.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* JSC::evaluate of wkhtmltopdf 0.12.6.1 (the build of vendor/engine.pin), and how it begins: endbr64;
   push r14; mov r14, rsi; push r13; mov r13, rdx. */
enum { EVALUATE = 0x7e95c0 };
static const uint8_t before[] = {0xf3, 0x0f, 0x1e, 0xfa, 0x41, 0x56, 0x49,
                                 0x89, 0xf6, 0x41, 0x55, 0x49, 0x89, 0xd5};

/* SecurityOrigin::canAccess, and how it begins: endbr64; cmp rdi, rsi; push r13; sete al; push r12. */
enum { CAN_ACCESS = 0xce3360 };
static const uint8_t before_access[] = {0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x39, 0xf7,
                                        0x41, 0x55, 0x0f, 0x94, 0xc0, 0x41, 0x54};

/* Document::updateStyleForAllDocuments, and how it begins: endbr64; mov rdi, [rip+...], where its documents are;
   test rdi, rdi. */
enum { UPDATE_STYLES = 0x86a8a0, DOCUMENTS = 0x2da9fd8 };
static const uint8_t before_styles[] = {0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8b, 0x3d,
                                        0x2d, 0xf7, 0x53, 0x02, 0x48, 0x85, 0xff};

/* Where cryptographicallyRandomNumber asks for its generator: call GENERATOR; lea rbp, [rax+0x108]; mov
   rbx, rax; mov rdi, rbp; call; mov eax, [rbx+0x104]. What is there is how many bytes it gives before it asks the
   system for something new. */
enum { GENERATOR = 0x174b520, ASKS_GENERATOR = 0x174b7a8 };
static const uint8_t asks_generator[] = {0xe8, 0x73, 0xfd, 0xff, 0xff, 0x48, 0x8d, 0xa8, 0x08, 0x01,
                                         0x00, 0x00, 0x48, 0x89, 0xc3, 0x48, 0x89, 0xef, 0xe8, 0x61,
                                         0xd5, 0x08, 0xff, 0x8b, 0x83, 0x04, 0x01, 0x00, 0x00};
struct generator {
  uint8_t state[0x104];
  int32_t left;
};
static struct generator *(*generator)(void);

/* As WebKit has them, as far as they are looked at here. */
struct provider {
  const uint16_t *(*const *functions)(const struct provider *);
};
enum { LETTERS = 3 };
struct source {
  const struct provider *provider;
  int32_t from, to;
};
struct completion {
  uint64_t kind, value;
};

typedef struct completion evaluation(void *frame, void *scope, const struct source *source,
                                     void *window);

/* The engine's own: its beginning, which ours is written over, and the rest. */
const void *rest_of_evaluate __attribute__((visibility("hidden")));
evaluation evaluate_as_ever __attribute__((visibility("hidden")));
__asm__(".pushsection .text\n"
        ".hidden evaluate_as_ever\n"
        ".type evaluate_as_ever, @function\n"
        "evaluate_as_ever:\n"
        "  endbr64\n"
        "  push %r14\n"
        "  mov %rsi, %r14\n"
        "  push %r13\n"
        "  mov %rdx, %r13\n"
        "  jmp *rest_of_evaluate(%rip)\n"
        ".size evaluate_as_ever, . - evaluate_as_ever\n"
        ".popsection\n");

typedef bool access_check(const void *origin, const void *other);

/* Likewise. */
const void *rest_of_access __attribute__((visibility("hidden")));
access_check can_access_as_ever __attribute__((visibility("hidden")));
__asm__(".pushsection .text\n"
        ".hidden can_access_as_ever\n"
        ".type can_access_as_ever, @function\n"
        "can_access_as_ever:\n"
        "  endbr64\n"
        "  cmp %rsi, %rdi\n"
        "  push %r13\n"
        "  sete %al\n"
        "  push %r12\n"
        "  jmp *rest_of_access(%rip)\n"
        ".size can_access_as_ever, . - can_access_as_ever\n"
        ".popsection\n");

/* Likewise; the second is where the engine has its documents. */
const void *rest_of_styles __attribute__((visibility("hidden")));
const void *documents __attribute__((visibility("hidden")));
void update_styles_as_ever(void) __attribute__((visibility("hidden")));
__asm__(".pushsection .text\n"
        ".hidden update_styles_as_ever\n"
        ".type update_styles_as_ever, @function\n"
        "update_styles_as_ever:\n"
        "  endbr64\n"
        "  mov documents(%rip), %rdi\n"
        "  mov (%rdi), %rdi\n"
        "  test %rdi, %rdi\n"
        "  jmp *rest_of_styles(%rip)\n"
        ".size update_styles_as_ever, . - update_styles_as_ever\n"
        ".popsection\n");

static const char OURS[] = "/*helper*/";

/* Where the fork server's page runs its scripts. */
static void *home_frame, *home_scope;

/* Its origin. The first that our script in a child does is to look into the child's window, and so the
   first to be asked about then is where the script is from. */
static const void *home_origin;
static bool learns_origin;

/* What scripts begin with that run there. */
static char word[64];

/* Whether the last script was one of those. */
static bool is_last_ours;

static bool begins_with(const struct source *source, const char *text) {
  int32_t length = (int32_t)strlen(text);
  if (length == 0 || source->to - source->from < length) return false;
  const uint16_t *letters = source->provider->functions[LETTERS](source->provider);
  for (int32_t i = 0; i < length; i++)
    if (letters[source->from + i] != (uint8_t)text[i]) return false;
  return true;
}

static struct completion evaluate(void *frame, void *scope, const struct source *source,
                                  void *window) {
  if (warming_up && begins_with(source, OURS)) {
    home_frame = frame;
    home_scope = scope;
    return evaluate_as_ever(frame, scope, source, window);
  }
  bool is_ours = home_frame && begins_with(source, word);
  if (is_ours) {
    frame = home_frame;
    scope = home_scope;
    learns_origin = home_origin == NULL;
  }
  struct completion completion = evaluate_as_ever(frame, scope, source, window);
  /* A script that could not be read has asked nothing. */
  learns_origin = false;
  is_last_ours = is_ours;
  return completion;
}

static void update_styles(void) {
  if (!is_last_ours) update_styles_as_ever();
  is_last_ours = false;
}

static bool can_access(const void *origin, const void *other) {
  if (learns_origin) {
    home_origin = origin;
    learns_origin = false;
  }
  return (home_origin && origin == home_origin) || can_access_as_ever(origin, other);
}

bool has_helper(void) { return home_frame != NULL; }

void begin_child(void) {
  /* The fork server has run scripts: numbers that are drawn at random shall be those of no other child. */
  if (generator) generator()->left = 0;
  const char *told = getenv("HTML2PDF_WORD");
  if (told && strlen(told) < sizeof word) strcpy(word, told);
}

/* Lets a function of the engine be one of ours. */
static bool leads_to(uint8_t *place, uintptr_t ours) {
  /* movabs rax, ours; jmp rax; nops */
  uint8_t after[sizeof before] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0, 0x90, 0x90};
  _Static_assert(sizeof before == sizeof before_access && sizeof before == sizeof before_styles,
                 "all are written over whole");
  memcpy(after + 2, &ours, sizeof ours);
  return write_code(place, after, sizeof after, PROT_READ | PROT_EXEC);
}

void keep_helper(void) {
  if (!warming_up) return;
  uint8_t *program = program_with_code(EVALUATE, EVALUATE + sizeof before);
  if (!program || memcmp(program + EVALUATE, before, sizeof before)) return;
  if (!program_with_code(EVALUATE, ASKS_GENERATOR + sizeof asks_generator) ||
      memcmp(program + ASKS_GENERATOR, asks_generator, sizeof asks_generator))
    return;
  if (!program_with_code(CAN_ACCESS, CAN_ACCESS + sizeof before_access) ||
      memcmp(program + CAN_ACCESS, before_access, sizeof before_access))
    return;
  if (!program_with_code(UPDATE_STYLES, UPDATE_STYLES + sizeof before_styles) ||
      memcmp(program + UPDATE_STYLES, before_styles, sizeof before_styles))
    return;
  generator = (__typeof__(generator))(uintptr_t)(program + GENERATOR);
  rest_of_evaluate = program + EVALUATE + sizeof before;
  rest_of_access = program + CAN_ACCESS + sizeof before_access;
  rest_of_styles = program + UPDATE_STYLES + sizeof before_styles;
  documents = program + DOCUMENTS;
  if (leads_to(program + CAN_ACCESS, (uintptr_t)can_access) &&
      leads_to(program + UPDATE_STYLES, (uintptr_t)update_styles))
    leads_to(program + EVALUATE, (uintptr_t)evaluate);
}

/* Where the markers of lists stand. The engine has its distances in dots, as if those were pixels
   of CSS, and numbers stand off the text by a third of the font's ascent, which browsers leave
   away; the line of a circle is one dot.

   Beside the text a bullet begins 7 pixels and two thirds of the ascent before it, as in browsers, a
   picture ends 7 pixels before it, and a number with the space behind its dot. In the text there is
   a pixel behind a bullet, and the size of the font. */
#include "preload.h"
#include <math.h>
#include <string.h>
#include <sys/mman.h>

enum {
  /* All are written at once, with what stands between them. */
  FIRST = 0xa2ffbd,
  SIZE = 0xa30bcc - FIRST,
  MOST = 37,
};

/* What is put in where it depends on the dots in a pixel. */
enum number { NOTHING, PICTURE, PICTURE_BEFORE, BULLET, BULLET_BEFORE, BEHIND_BULLET, LINE };

static const struct place {
  uint32_t at;
  uint8_t size, before[MOST], after[MOST];
  /* Which number, and where among the bytes: in four of them or in one. */
  enum number number;
  uint8_t where, width;
} places[] = {
    /* mov esi, -7; add r13d, 7: beside the text, from left to right */
    {0xa2ffbd, 5, {0xbe, 0xf9, 0xff, 0xff, 0xff}, {0xbe}, PICTURE_BEFORE, 1, 4},
    {0xa2ffc7, 4, {0x41, 0x83, 0xc5, 0x07}, {0x41, 0x83, 0xc5}, PICTURE, 3, 1},
    /* mov r13d, 7: in the text */
    {0xa30023, 6, {0x41, 0xbd, 0x07, 0x00, 0x00, 0x00}, {0x41, 0xbd}, PICTURE, 2, 4},
    /* The ascent of the font, movss xmm0, [rbp+0x10]; call lroundf; mov rdi, rbx; mov r13, rax,
       for its size: mov rax, [rdi+0x38]; cvtss2si r13d, [rax+0x2c]; mov rdi, rbx; nop */
    {0xa30086, 16,
     {0xf3, 0x0f, 0x10, 0x45, 0x10, 0xe8, 0xe0, 0x1a, 0xb0, 0xff, 0x48, 0x89, 0xdf, 0x49, 0x89, 0xc5},
     {0x48, 0x8b, 0x47, 0x38, 0xf3, 0x44, 0x0f, 0x2d, 0x68, 0x2c, 0x48, 0x89, 0xdf, 0x0f, 0x1f, 0x00},
     NOTHING, 0, 0},
    /* Less the width of the marker, sub r13d, eax; add r13d, 1 */
    {0xa300a8, 7, {0x41, 0x29, 0xc5, 0x41, 0x83, 0xc5, 0x01},
     {0x0f, 0x1f, 0x00, 0x41, 0x83, 0xc5}, BEHIND_BULLET, 6, 1},
    /* mov r12d, -7; mov r13d, 7: from right to left, twice */
    {0xa300e2, 6, {0x41, 0xbc, 0xf9, 0xff, 0xff, 0xff}, {0x41, 0xbc}, PICTURE_BEFORE, 2, 4},
    {0xa300e8, 6, {0x41, 0xbd, 0x07, 0x00, 0x00, 0x00}, {0x41, 0xbd}, PICTURE, 2, 4},
    {0xa302a0, 6, {0x41, 0xbc, 0xf9, 0xff, 0xff, 0xff}, {0x41, 0xbc}, PICTURE_BEFORE, 2, 4},
    {0xa302a6, 6, {0x41, 0xbd, 0x07, 0x00, 0x00, 0x00}, {0x41, 0xbd}, PICTURE, 2, 4},
    /* add ebp, 8: from right to left */
    {0xa3019b, 3, {0x83, 0xc5, 0x08}, {0x83, 0xc5}, BULLET, 2, 1},
    /* mov esi, -8; add r13d, 8: from left to right */
    {0xa301f0, 5, {0xbe, 0xf8, 0xff, 0xff, 0xff}, {0xbe}, BULLET_BEFORE, 1, 4},
    {0xa30206, 4, {0x41, 0x83, 0xc5, 0x08}, {0x41, 0x83, 0xc5}, BULLET, 3, 1},
    /* sub eax, edx, a third of the ascent before a number; xor eax, eax */
    {0xa3026a, 2, {0x29, 0xd0}, {0x31, 0xc0}, NOTHING, 0, 0},
    /* shr rcx, 32, and the same from right to left; mov ecx, eax; nop: their difference is taken */
    {0xa302f0, 4, {0x48, 0xc1, 0xe9, 0x20}, {0x89, 0xc1, 0x66, 0x90}, NOTHING, 0, 0},
    /* A circle is not filled: lea rsi, [rsp+0xb0]; xor edx, edx; mov rdi, r12; mov dword [rsp+0xb0],
       0; mov byte [rsp+0xb4], 1; call set_fill_color.
       Nor is it now, and its line has a width: mov rsi, r14; xor edx, edx; mov [rsi], edx; mov byte
       [rsi+4], 1; mov rdi, r12; call set_fill_color; push LINE; pop rax; cvtsi2ss xmm0, eax; mov rdi,
       r12; call set_stroke_thickness; nop */
    {0xa30ba7, 37,
     {0x48, 0x8d, 0xb4, 0x24, 0xb0, 0x00, 0x00, 0x00, 0x31, 0xd2, 0x4c, 0x89, 0xe7,
      0xc7, 0x84, 0x24, 0xb0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc6, 0x84,
      0x24, 0xb4, 0x00, 0x00, 0x00, 0x01, 0xe8, 0x94, 0x90, 0x2d, 0x00},
     {0x4c, 0x89, 0xf6, 0x31, 0xd2, 0x89, 0x16, 0xc6, 0x46, 0x04, 0x01, 0x4c, 0x89,
      0xe7, 0xe8, 0xa6, 0x90, 0x2d, 0x00, 0x6a, 0x01, 0x58, 0xf3, 0x0f, 0x2a, 0xc0,
      0x4c, 0x89, 0xe7, 0xe8, 0x07, 0x8e, 0x2d, 0x00, 0x0f, 0x1f, 0x00},
     LINE, 20, 1},
};
enum { PLACES = sizeof places / sizeof *places };

static int32_t number_of(enum number number, double dots) {
  int32_t seven = (int32_t)lround(7 * dots);
  switch (number) {
  case PICTURE: return seven;
  case PICTURE_BEFORE: return -seven;
  /* The engine paints a bullet a dot off the edge of its box. */
  case BULLET: return seven + 1;
  case BULLET_BEFORE: return -seven - 1;
  case BEHIND_BULLET: return (int32_t)lround(dots) - 1;
  case LINE: return (int32_t)lround(dots);
  case NOTHING: break;
  }
  return 0;
}

void place_markers(double dots) {
  uint8_t *program = program_with_code(FIRST, FIRST + SIZE);
  /* A byte holds the numbers. */
  if (!program || !(dots >= 1) || number_of(BULLET, dots) > INT8_MAX) return;
  for (int i = 0; i < PLACES; i++)
    if (memcmp(program + places[i].at, places[i].before, places[i].size)) return;
  uint8_t code[SIZE];
  memcpy(code, program + FIRST, SIZE);
  for (int i = 0; i < PLACES; i++) {
    uint8_t *place = code + (places[i].at - FIRST);
    int32_t number = number_of(places[i].number, dots);
    memcpy(place, places[i].after, places[i].size);
    memcpy(place + places[i].where, &number, places[i].width);
  }
  write_code(program + FIRST, code, SIZE, PROT_READ | PROT_EXEC);
}

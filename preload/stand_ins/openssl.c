/* What the engine asks of OpenSSL, without TLS. The engine reaches hosts through our proxy alone, over
   a socket of its own job. There the proxy asks for what an https address names, with a TLS that checks
   certificates; between the two, nothing is to be hidden. So a handshake is over when it begins, and
   what is written goes out as it is. It stands in the place of libssl.so.3 and libcrypto.so.3, which
   weigh 5 MB and are read at every start. */
#include <stdlib.h>
#include <string.h>

/* OpenSSL's own numbers, which the engine was compiled with. */
enum { ERROR_WANT_READ = 2, CTRL_PENDING = 10, VERSION = 0x30000000 };

/* A buffer that is written at its end and read at its beginning. */
typedef struct bio {
  char *bytes;
  size_t from, to, room;
} BIO;

typedef struct ssl {
  BIO *incoming, *outgoing;
} SSL;

/* Stands for whatever is only handed back and never looked at. */
static char something;

/* --- buffers --- */

void *BIO_s_mem(void) { return &something; }

BIO *BIO_new(const void *kind) {
  (void)kind;
  return calloc(1, sizeof(BIO));
}

int BIO_free(BIO *bio) {
  if (!bio) return 0;
  free(bio->bytes);
  free(bio);
  return 1;
}

static int make_room(BIO *bio, size_t size) {
  if (bio->from == bio->to) bio->from = bio->to = 0;
  if (bio->room - bio->to >= size) return 1;
  size_t wanted = (bio->to + size) * 2;
  char *bytes = realloc(bio->bytes, wanted);
  if (!bytes) return 0;
  bio->bytes = bytes;
  bio->room = wanted;
  return 1;
}

int BIO_write(BIO *bio, const void *bytes, int size) {
  if (size <= 0 || !make_room(bio, size)) return -1;
  memcpy(bio->bytes + bio->to, bytes, size);
  bio->to += size;
  return size;
}

int BIO_read(BIO *bio, void *bytes, int size) {
  size_t there = bio->to - bio->from;
  if (size <= 0 || !there) return -1;
  if ((size_t)size > there) size = there;
  memcpy(bytes, bio->bytes + bio->from, size);
  bio->from += size;
  return size;
}

BIO *BIO_new_mem_buf(const void *bytes, int size) {
  BIO *bio = BIO_new(NULL);
  if (bio) BIO_write(bio, bytes, size < 0 ? (int)strlen(bytes) : size);
  return bio;
}

long BIO_ctrl(BIO *bio, int what, long number, void *pointer) {
  (void)number, (void)pointer;
  return what == CTRL_PENDING ? (long)(bio->to - bio->from) : 0;
}

/* --- connections --- */

SSL *SSL_new(void *context) {
  (void)context;
  return calloc(1, sizeof(SSL));
}

void SSL_free(SSL *ssl) {
  if (!ssl) return;
  BIO_free(ssl->incoming);
  BIO_free(ssl->outgoing);
  free(ssl);
}

void SSL_set_bio(SSL *ssl, BIO *incoming, BIO *outgoing) {
  ssl->incoming = incoming;
  ssl->outgoing = outgoing;
}

int SSL_read(SSL *ssl, void *bytes, int size) { return BIO_read(ssl->incoming, bytes, size); }
int SSL_write(SSL *ssl, const void *bytes, int size) { return BIO_write(ssl->outgoing, bytes, size); }

int SSL_get_error(const SSL *ssl, int result) {
  (void)ssl;
  return result > 0 ? 0 : ERROR_WANT_READ;
}

/* --- answers that do not depend on the question --- */

/* The caller's arguments are left where they are: x86-64 lets a function take fewer than it is given. */
#define YES(name) int name(void) { return 1; }
#define NO(name) int name(void) { return 0; }
#define NOTHING(name) void *name(void) { return NULL; }
#define SOMETHING(name) void *name(void) { return &something; }

unsigned long OpenSSL_version_num(void) { return VERSION; }
char *ERR_error_string(void) { static char none[1]; return none; }

YES(OPENSSL_init_crypto) YES(OPENSSL_init_ssl) YES(RAND_status) NO(RAND_seed) NO(ERR_get_error)

SOMETHING(SSL_CTX_new) NO(SSL_CTX_free) YES(SSL_CTX_ctrl) NO(SSL_CTX_set_options)
YES(SSL_CTX_set_cipher_list) YES(SSL_CTX_load_verify_locations) YES(SSL_CTX_set_default_verify_paths)
NO(SSL_CTX_set_verify) NO(SSL_CTX_set_verify_depth) SOMETHING(SSL_CTX_get_cert_store)
SOMETHING(TLS_client_method) SOMETHING(TLSv1_client_method) SOMETHING(TLS_server_method) SOMETHING(TLSv1_server_method)

YES(SSL_clear) YES(SSL_ctrl) YES(SSL_connect) YES(SSL_shutdown) NO(SSL_accept)
NO(SSL_set_connect_state) NO(SSL_set_accept_state) NO(SSL_get_verify_result)
NOTHING(SSL_get_ciphers) NOTHING(SSL_get_current_cipher) NOTHING(SSL_get1_peer_certificate) NOTHING(SSL_get_peer_cert_chain)
NO(SSL_CIPHER_get_bits) NOTHING(SSL_CIPHER_description)
NO(OPENSSL_sk_num) NOTHING(OPENSSL_sk_value) NO(OPENSSL_sk_free) NO(OPENSSL_sk_pop_free) NO(CRYPTO_free)

/* There are no certificates and no keys, neither of the peer nor of a client. */
NO(SSL_CTX_check_private_key) NO(SSL_CTX_use_PrivateKey) NO(SSL_CTX_use_PrivateKey_file) NO(SSL_CTX_use_RSAPrivateKey)
NO(SSL_CTX_use_certificate) NO(SSL_CTX_use_certificate_file)
NO(ASN1_INTEGER_get) NOTHING(ASN1_STRING_data) NO(ASN1_STRING_length) NO(ASN1_STRING_to_UTF8)
NO(BN_num_bits) NO(DSA_free) NO(DSA_get0_pqg) NO(DSA_security_bits) NO(RSA_bits) NO(RSA_free)
NO(EVP_PKEY_assign) NO(EVP_PKEY_free) NOTHING(EVP_PKEY_get1_DSA) NOTHING(EVP_PKEY_get1_RSA) NO(EVP_PKEY_get_base_id)
NO(EVP_PKEY_get_id) NOTHING(EVP_PKEY_new) NO(EVP_PKEY_set1_DSA) NO(EVP_PKEY_set1_RSA) NO(EVP_PKEY_type)
NOTHING(EVP_des_ede3_cbc) NOTHING(OBJ_nid2sn) NO(OBJ_obj2nid)
NOTHING(PEM_read_bio_DSAPrivateKey) NOTHING(PEM_read_bio_DSA_PUBKEY) NOTHING(PEM_read_bio_RSAPrivateKey)
NOTHING(PEM_read_bio_RSA_PUBKEY) NO(PEM_write_bio_DSAPrivateKey) NO(PEM_write_bio_DSA_PUBKEY)
NO(PEM_write_bio_RSAPrivateKey) NO(PEM_write_bio_RSA_PUBKEY)
NOTHING(X509_EXTENSION_get_object) NOTHING(X509_NAME_ENTRY_get_data) NOTHING(X509_NAME_ENTRY_get_object)
NO(X509_NAME_entry_count) NOTHING(X509_NAME_get_entry) NOTHING(X509_PUBKEY_get)
NO(X509_STORE_CTX_free) NOTHING(X509_STORE_CTX_get0_chain) NOTHING(X509_STORE_CTX_get_current_cert)
NO(X509_STORE_CTX_get_error) NO(X509_STORE_CTX_get_error_depth) NO(X509_STORE_CTX_init) NOTHING(X509_STORE_CTX_new)
NO(X509_STORE_CTX_set_purpose) NO(X509_STORE_add_cert) NO(X509_STORE_free) NOTHING(X509_STORE_new)
NO(X509_cmp) NOTHING(X509_dup) NO(X509_free) NOTHING(X509_get_X509_PUBKEY) NOTHING(X509_get_ext) NO(X509_get_ext_count)
NOTHING(X509_get_ext_d2i) NOTHING(X509_get_issuer_name) NOTHING(X509_get_serialNumber) NOTHING(X509_get_subject_name)
NO(X509_get_version) NOTHING(X509_getm_notAfter) NOTHING(X509_getm_notBefore) NO(X509_verify_cert)
NOTHING(d2i_X509) NO(i2d_X509)

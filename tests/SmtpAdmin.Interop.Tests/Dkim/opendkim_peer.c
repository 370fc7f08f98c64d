/*
 * What libopendkim signs and verifies, without DNS. Requests come on standard input, answers go to standard output; the end of the
 * input ends the program. The protocol stands in DkimPeerProcess.cs.
 *
 *     cc -O2 -o opendkim_peer opendkim_peer.c -lopendkim
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <opendkim/dkim.h>

#define MAX_FIELDS 16
#define MAX_NAMES 64
#define MAX_LINE 65536

struct text { char *bytes; size_t length; };

struct record { char *name; char *text; struct record *next; };

/* A header field without its line end, or the body. */
struct message { struct text *fields; size_t count; struct text body; };

struct signing {
	char *selector, *domain, *identity;
	struct text key;
	dkim_canon_t header, body;
	dkim_alg_t algorithm;
	bool has_length;
	ssize_t length;
};

static DKIM_LIB *lib;
static struct record *records;

static void fail(const char *what)
{
	fprintf(stderr, "opendkim_peer: %s\n", what);
	exit(1);
}

static void *need(void *memory)
{
	if (memory == NULL) fail("out of memory");
	return memory;
}

static void answer(const char *fields, const char *bytes, size_t length)
{
	printf("%s\t%zu\n", fields, length);
	fwrite(bytes, 1, length, stdout);
	fflush(stdout);
}

static void refuse(const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	for (char *p = text; *p != '\0'; p++) if (*p == '\t' || *p == '\n' || *p == '\r') *p = ' ';
	printf("refused\t%s\t0\n", text);
	fflush(stdout);
}

/* The key of a signature from the table in place of DNS. */
static DKIM_CBSTAT look_up(DKIM *dkim, DKIM_SIGINFO *signature, u_char *buffer, size_t size)
{
	char name[1024];

	(void)dkim;
	snprintf(name, sizeof name, "%s._domainkey.%s", dkim_sig_getselector(signature), dkim_sig_getdomain(signature));
	for (struct record *record = records; record != NULL; record = record->next) {
		if (strcasecmp(record->name, name) != 0) continue;
		snprintf((char *)buffer, size, "%s", record->text);
		return DKIM_CBSTAT_CONTINUE;
	}
	return DKIM_CBSTAT_NOTFOUND;
}

static void publish(const char *name, struct text text)
{
	struct record *record;

	for (record = records; record != NULL && strcasecmp(record->name, name) != 0; record = record->next);
	if (record == NULL) {
		record = need(calloc(1, sizeof *record));
		record->name = need(strdup(name));
		record->next = records;
		records = record;
	}
	free(record->text);
	record->text = need(strndup(text.bytes, text.length));
}

static struct text line_of(char *start, char *end)
{
	struct text line = { start, end - start };

	if (line.length > 0 && end[-1] == '\n') line.length--;
	if (line.length > 0 && line.bytes[line.length - 1] == '\r') line.length--;
	return line;
}

/* Divides a message as a mail server does that hands it to the filter field by field. */
static struct message divide(struct text whole)
{
	struct message message = { NULL, 0, { whole.bytes + whole.length, 0 } };
	char *end = whole.bytes + whole.length, *at = whole.bytes;

	while (at < end) {
		char *next = at;

		do {
			char *feed = memchr(next, '\n', end - next);
			next = feed == NULL ? end : feed + 1;
		} while (next < end && next - at > 2 && (*next == ' ' || *next == '\t'));
		struct text field = line_of(at, next);
		if (field.length == 0) {
			message.body = (struct text) { next, end - next };
			break;
		}
		message.fields = need(realloc(message.fields, (message.count + 1) * sizeof field));
		message.fields[message.count++] = field;
		at = next;
	}
	return message;
}

/* Hands a message in; what the library says of it first that is not good. */
static DKIM_STAT feed(DKIM *dkim, const struct message *message, bool *test_key)
{
	DKIM_STAT status;

	for (size_t n = 0; n < message->count; n++) {
		status = dkim_header(dkim, (u_char *)message->fields[n].bytes, message->fields[n].length);
		if (status != DKIM_STAT_OK && status != DKIM_STAT_SYNTAX) return status;
		if (status == DKIM_STAT_SYNTAX && dkim_getmode(dkim) == DKIM_MODE_SIGN) return status;
	}
	status = dkim_eoh(dkim);
	if (status != DKIM_STAT_OK) return status;
	if (message->body.length > 0) status = dkim_body(dkim, (u_char *)message->body.bytes, message->body.length);
	if (status != DKIM_STAT_OK) return status;
	return dkim_eom(dkim, test_key);
}

static void explain(DKIM *dkim, DKIM_STAT status)
{
	const char *error = dkim == NULL ? NULL : dkim_geterror(dkim);

	refuse("%s%s%s", dkim_getresultstr(status), error == NULL || *error == '\0' ? "" : ": ", error == NULL ? "" : error);
}

/* Signs; prints nothing when it is only to be measured. */
static bool sign(const struct signing *by, const struct message *message, bool print)
{
	DKIM_STAT status;
	u_char *value;
	size_t length;
	DKIM *dkim = dkim_sign(lib, (u_char *)"peer", NULL, (dkim_sigkey_t)by->key.bytes, (u_char *)by->selector, (u_char *)by->domain,
		by->header, by->body, by->algorithm, by->length, &status);

	if (dkim == NULL) {
		if (print) explain(NULL, status);
		return false;
	}
	/* It folds an Ed25519 signature in another place than when it computed it, which simple does not forgive (RFC 6376 section 3.7). */
	if (by->algorithm == DKIM_SIGN_ED25519SHA256 && by->header == DKIM_CANON_SIMPLE) dkim_set_margin(dkim, 0);
	if (by->has_length) dkim_setpartial(dkim, true);
	if (*by->identity != '\0') dkim_set_signer(dkim, (u_char *)by->identity);
	status = feed(dkim, message, NULL);
	if (status == DKIM_STAT_OK) status = dkim_getsighdr_d(dkim, strlen(DKIM_SIGNHEADER ": "), &value, &length);
	if (status != DKIM_STAT_OK) {
		if (print) explain(dkim, status);
	} else if (print) {
		char *field = need(malloc(length + sizeof DKIM_SIGNHEADER + 4));
		int size = sprintf(field, DKIM_SIGNHEADER ": %.*s\r\n", (int)length, value);
		answer("signed", field, size);
		free(field);
	}
	dkim_free(dkim);
	return status == DKIM_STAT_OK;
}

static bool is_good(DKIM_SIGINFO *signature)
{
	return DKIM_SIG_CHECK(signature) && dkim_sig_geterror(signature) == DKIM_SIGERROR_OK;
}

/* Verifies: a line a signature, with domain, selector, pass or fail, and the reason. True when there is one and all pass. */
static bool verify(const struct message *message, bool print)
{
	static char lines[MAX_LINE];
	size_t size = 0;
	DKIM_STAT status;
	DKIM_SIGINFO **signatures = NULL;
	int count = 0;
	bool good, test_key = false;
	DKIM *dkim = dkim_verify(lib, (u_char *)"peer", NULL, &status);

	if (dkim == NULL) {
		if (print) explain(NULL, status);
		return false;
	}
	status = feed(dkim, message, &test_key);
	if (status != DKIM_STAT_NOSIG && dkim_getsiglist(dkim, &signatures, &count) != DKIM_STAT_OK) {
		if (print) explain(dkim, status);
		dkim_free(dkim);
		return false;
	}
	good = count > 0;
	for (int n = 0; n < count; n++) {
		const char *domain = (char *)dkim_sig_getdomain(signatures[n]), *selector = (char *)dkim_sig_getselector(signatures[n]);
		const char *reason = dkim_sig_geterrorstr(dkim_sig_geterror(signatures[n]));
		bool passes = is_good(signatures[n]);

		good = good && passes;
		if (!print || size >= sizeof lines) continue;
		if (dkim_sig_getbh(signatures[n]) == DKIM_SIGBH_MISMATCH) reason = "body hash mismatch";
		size += snprintf(lines + size, sizeof lines - size, "%s\t%s\t%s\t%s\n", domain == NULL ? "" : domain,
			selector == NULL ? "" : selector, passes ? "pass" : "fail", passes || reason == NULL ? "" : reason);
	}
	if (print) answer("verified", lines, size < sizeof lines ? size : sizeof lines);
	dkim_free(dkim);
	return good;
}

static struct text read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct text text = { need(calloc(1, MAX_LINE)), 0 };

	if (file == NULL) return text;
	text.length = fread(text.bytes, 1, MAX_LINE - 1, file);
	fclose(file);
	return text;
}

static bool parse_canonicalization(const char *name, dkim_canon_t *value)
{
	*value = strcmp(name, "relaxed") == 0 ? DKIM_CANON_RELAXED : strcmp(name, "simple") == 0 ? DKIM_CANON_SIMPLE : DKIM_CANON_UNKNOWN;
	return *value != DKIM_CANON_UNKNOWN;
}

static bool parse_algorithm(const char *name, dkim_alg_t *value)
{
	*value = strcmp(name, "rsa-sha256") == 0 ? DKIM_SIGN_RSASHA256 : strcmp(name, "ed25519-sha256") == 0 ? DKIM_SIGN_ED25519SHA256 : DKIM_SIGN_UNKNOWN;
	return *value != DKIM_SIGN_UNKNOWN;
}

/* The names of header fields are options of the whole library, as the filter sets them. No names: those of its own choice. */
static bool choose_headers(char *names, int option)
{
	const char *list[MAX_NAMES + 1] = { NULL };
	size_t count = 0;
	char *rest = NULL;

	for (char *name = strtok_r(names, ":", &rest); name != NULL && count < MAX_NAMES; name = strtok_r(NULL, ":", &rest)) list[count++] = name;
	if (option == DKIM_OPTS_SIGNHDRS && count == 0) {
		for (; dkim_should_signhdrs[count] != NULL && count < MAX_NAMES; count++) list[count] = (const char *)dkim_should_signhdrs[count];
	}
	return dkim_options(lib, DKIM_OP_SETOPT, option, list, sizeof(char **)) == DKIM_STAT_OK;
}

/* sign SELECTOR DOMAIN KEY-FILE HEADER-CANONICALIZATION BODY-CANONICALIZATION ALGORITHM IDENTITY HEADERS OVER-SIGNED LENGTH */
static bool prepare(char **fields, struct signing *by)
{
	free(by->selector);
	free(by->domain);
	free(by->identity);
	free(by->key.bytes);
	by->selector = need(strdup(fields[1]));
	by->domain = need(strdup(fields[2]));
	by->identity = need(strdup(fields[7]));
	by->key = read_file(fields[3]);
	by->has_length = *fields[10] != '\0';
	by->length = by->has_length && strcmp(fields[10], "all") != 0 ? strtol(fields[10], NULL, 10) : -1;
	if (by->key.length == 0) refuse("no key in %s", fields[3]);
	else if (!parse_canonicalization(fields[4], &by->header) || !parse_canonicalization(fields[5], &by->body)) refuse("unknown canonicalization");
	else if (!parse_algorithm(fields[6], &by->algorithm)) refuse("unknown algorithm %s", fields[6]);
	else if (!choose_headers(fields[8], DKIM_OPTS_SIGNHDRS) || !choose_headers(fields[9], DKIM_OPTS_OVERSIGNHDRS)) refuse("the names of header fields are not taken");
	else return true;
	return false;
}

/* Processor time in seconds: what else runs on the machine does not count. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void repeat(double seconds, const struct signing *by, const struct message *message)
{
	double start = now(), end = start + seconds, at = start;
	unsigned long count = 0;
	char line[128];

	while (at < end) {
		if (by == NULL ? !verify(message, false) : !sign(by, message, false)) {
			refuse("the last request fails when it is repeated");
			return;
		}
		count++;
		at = now();
	}
	snprintf(line, sizeof line, "rate\t%lu\t%.9f", count, at - start);
	answer(line, "", 0);
}

static void test_key(char **fields)
{
	struct text key = read_file(fields[3]);
	char error[512] = "";
	int result = dkim_test_key(lib, fields[1], fields[2], key.length == 0 ? NULL : key.bytes, key.length, NULL, error, sizeof error);

	if (result < 0) refuse("%s", error);
	else answer(result == 0 ? "match" : "mismatch", "", 0);
	free(key.bytes);
}

static size_t split(char *line, char **fields)
{
	size_t count = 0;

	for (char *at = line; at != NULL && count < MAX_FIELDS; at = strchr(at, '\t')) {
		if (at != line) *at++ = '\0';
		fields[count++] = at;
	}
	return count;
}

int main(void)
{
	static char line[MAX_LINE];
	struct text whole = { NULL, 0 };
	struct message message = { NULL, 0, { NULL, 0 } };
	struct signing by = { 0 };
	u_int flags = DKIM_LIBFLAGS_BADSIGHANDLES;
	bool verified_last = false;
	char hello[64];

	lib = need(dkim_init(NULL, NULL));
	if (dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags) != DKIM_STAT_OK) fail("the flags are not taken");
	dkim_set_key_lookup(lib, look_up);
	snprintf(hello, sizeof hello, "hello\tlibopendkim %x%s", dkim_libversion(), dkim_libfeature(lib, DKIM_FEATURE_ED25519) ? " ed25519" : "");
	answer(hello, "", 0);
	while (fgets(line, sizeof line, stdin) != NULL) {
		char *fields[MAX_FIELDS] = { NULL };
		size_t count;
		struct text body;

		line[strcspn(line, "\n")] = '\0';
		count = split(line, fields);
		body.length = strtoul(fields[count - 1], NULL, 10);
		body.bytes = need(calloc(1, body.length + 1));
		if (fread(body.bytes, 1, body.length, stdin) != body.length) fail("the input ends early");
		if (strcmp(fields[0], "sign") == 0 || strcmp(fields[0], "verify") == 0) {
			free(whole.bytes);
			free(message.fields);
			whole = body;
			message = divide(whole);
			verified_last = *fields[0] == 'v';
			if (verified_last) verify(&message, true);
			else if (count != 12) fail("sign takes eleven fields");
			else if (prepare(fields, &by)) sign(&by, &message, true);
			continue;
		}
		if (strcmp(fields[0], "publish") == 0 && count == 3) {
			publish(fields[1], body);
			answer("published", "", 0);
		} else if (strcmp(fields[0], "repeat") == 0 && count == 3) {
			repeat(strtod(fields[1], NULL), verified_last ? NULL : &by, &message);
		} else if (strcmp(fields[0], "testkey") == 0 && count == 5) {
			test_key(fields);
		} else {
			refuse("unknown request");
		}
		free(body.bytes);
	}
	dkim_close(lib);
	return 0;
}

# Counts a .trx file: prints "passed failed skipped", and appends "name: reason" of each skipped test to the file `skipped`.
# The test platform writes one element a line, with the reason in the Message or StdOut element below the result.

function attribute(line, name,   start) {
  if (!match(line, " " name "=\"[^\"]*\"")) return ""
  start = RSTART + length(name) + 3
  return decoded(substr(line, start, RSTART + RLENGTH - 1 - start))
}

function decoded(text) {
  gsub(/&#x[dD];|&#x[aA];|&#13;|&#10;/, " ", text)
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text); gsub(/&amp;/, "\\&", text)
  return text
}

function content(line,   text) {
  text = line
  sub(/^[^<]*<[^>]*>/, "", text)
  sub(/<\/.*$/, "", text)
  return decoded(text)
}

function report() {
  if (name != "") print name ": " (reason == "" ? "no reason was given" : reason) >> skipped
  name = reason = ""
}

/<UnitTestResult / {
  report()
  outcome = attribute($0, "outcome")
  if (outcome == "Passed") passes++
  else if (outcome == "NotExecuted") { skips++; name = attribute($0, "testName") }
  else fails++
}
name != "" && reason == "" && /<(Message|StdOut)>/ { reason = content($0) }
/<\/UnitTestResult>/ { report() }
END { report(); print passes + 0, fails + 0, skips + 0 }

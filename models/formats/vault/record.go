package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// record says what we wrote into the front matter last: for each key the hashes
// of its values, one for a key that has one value.
type record map[string][]string

// maxRecord bounds the values of a key that are read of a record.
const maxRecord = 5000

// hashOfValue is the hash of a value of a key. 32 bits are enough to see a
// change; nothing is kept safe by it.
func hashOfValue(key, value string) string {
	sum := sha256.Sum256([]byte(key + "\x00" + value))
	return hex.EncodeToString(sum[:4])
}

// String writes a record as it stands in the end line: "title:1c9e0f3a
// tags:77b0c2d1,90aa13fe".
func (r record) String() string {
	var words []string
	for _, key := range keyOrder {
		if hashes, ok := r[key]; ok {
			words = append(words, key+":"+strings.Join(hashes, ","))
		}
	}
	return strings.Join(words, " ")
}

// readRecord reads a record; words that are none of ours are left out.
func readRecord(words []string) record {
	r := record{}
	for _, word := range words {
		key, list, ok := strings.Cut(word, ":")
		if !ok || !slices.Contains(keyOrder, key) {
			continue
		}
		hashes := strings.SplitN(list, ",", maxRecord)
		if list == "" {
			hashes = nil
		}
		r[key] = hashes
	}
	return r
}

func (r record) equal(other record) bool { return r.String() == other.String() }

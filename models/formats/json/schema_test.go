package json

import (
	std "encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"offprint/models/formats/jsonl"
)

// keysOf are the keys of a type in JSON.
func keysOf(t reflect.Type) []string {
	var keys []string
	for field := range t.Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && key == "":
			keys = append(keys, keysOf(field.Type)...)
		case key != "":
			keys = append(keys, key)
		}
	}
	return keys
}

// TestTheSchemaKnowsEveryKey holds the schema against what is written: a key
// that is in one of them alone is a mistake. Whether values fit is checked by
// packaging/formats/json.sh, with a validator of others.
func TestTheSchemaKnowsEveryKey(t *testing.T) {
	text, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]std.RawMessage
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := std.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]reflect.Type{
		"paper": reflect.TypeFor[paper](), "note": reflect.TypeFor[jsonl.Note](), "identifier": reflect.TypeFor[identifier](), "listing": reflect.TypeFor[listed](),
		"tag": reflect.TypeFor[tag](), "smartList": reflect.TypeFor[smartList](), "rule": reflect.TypeFor[rule](), "name": reflect.TypeFor[name](), "list": reflect.TypeFor[list](),
	} {
		want := keysOf(kind)
		var got []string
		for key := range schema.Defs[name].Properties {
			got = append(got, key)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("the schema of a %s has %v, and what is written %v", name, got, want)
		}
	}
	for key := range members {
		if schema.Properties[key] == nil {
			t.Errorf("the schema has no %q", key)
		}
	}
}

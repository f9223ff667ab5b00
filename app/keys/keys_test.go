package keys_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"offprint/app/keys"
)

func TestKeysOutliveTheRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "keys.json")
	if got, problems := keys.Load(file); len(got) != 0 || len(problems) != 0 {
		t.Errorf("without a file there are %v and %v", got, problems)
	}
	want := keys.Keys{"keep": {"k", "Ctrl+B"}, "dismiss": {}, "open": {"<", "日"}}
	if err := keys.Save(file, want); err != nil {
		t.Fatal(err)
	}
	if got, problems := keys.Load(file); !reflect.DeepEqual(got, want) || len(problems) != 0 {
		t.Errorf("read %v and %v, want %v", got, problems, want)
	}
	if err := keys.Save(file, nil); err != nil {
		t.Fatal(err)
	}
	if got, problems := keys.Load(file); len(got) != 0 || len(problems) != 0 {
		t.Errorf("read %v and %v of no keys", got, problems)
	}
}

func TestNonsenseIsNamedAndLeftInTheFile(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want keys.Problem
		kept int
	}{
		"no JSON":        {"keep = s\n", keys.Problem{Line: 1}, 0},
		"cut off":        {"{\n\"keep\": [\"k\"],\n\"star\": [", keys.Problem{Line: 3}, 0},
		"a list":         {"[1, 2]", keys.Problem{Line: 1}, 0},
		"more behind it": {"{}\n{}", keys.Problem{Line: 2}, 0},
		"empty":          {"", keys.Problem{Line: 1}, 0},
		"a number":       {"{\n\"keep\": [\"k\"],\n\"star\": 5\n}", keys.Problem{Line: 3, Action: "star"}, 1},
		"null":           {"{\"star\": null, \"keep\": [\"k\"]}", keys.Problem{Line: 1, Action: "star"}, 1},
		"numbers":        {"{\"star\": [5]}", keys.Problem{Line: 1, Action: "star"}, 0},
		"twice":          {"{\n\"star\": [\"a\"],\n\"star\": [\"b\"]}", keys.Problem{Line: 3, Action: "star"}, 1},
		"long":           {`{"star": ["` + strings.Repeat("k", 100) + `"]}`, keys.Problem{Line: 1, Action: "star"}, 0},
		"many":           {`{"star": ["a","b","c","d","e","f","g","h","i"]}`, keys.Problem{Line: 1, Action: "star"}, 0},
		"control":        {`{"st\u0007ar": ["a"]}`, keys.Problem{Line: 1, Action: "star"}, 0},
		"huge":           {`{"star": ["` + strings.Repeat("k", 1<<20) + `"]}`, keys.Problem{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "keys.json")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, problems := keys.Load(file)
			if len(problems) != 1 || problems[0] != c.want {
				t.Errorf("it says %v, want %v", problems, c.want)
			}
			if len(got) != c.kept {
				t.Errorf("kept are %v", got)
			}
			if now, err := os.ReadFile(file); err != nil || string(now) != c.text {
				t.Errorf("the file is now %.80q, %v", now, err)
			}
			if err := keys.Save(file, keys.Keys{"keep": {"k"}}); err != nil {
				t.Fatal(err)
			}
			if aside, err := os.ReadFile(file + ".bad"); err != nil || string(aside) != c.text {
				t.Errorf("what was there before is %.80q, %v", aside, err)
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"keep": ["k"], "star": 5}`))
	f.Add([]byte("{\"a\":[\"\xff\"]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		got, _ := keys.Load(file)
		if err := keys.Save(file, got); err != nil {
			t.Fatal(err)
		}
		if again, problems := keys.Load(file); len(problems) > 0 || len(again) != len(got) {
			t.Errorf("%v came back as %v, %v", got, again, problems)
		}
	})
}

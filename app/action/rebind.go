package action

import (
	"slices"
	"strings"
	"unicode/utf8"

	"offprint/app/words"
)

// SetKeys gives actions the keys that a reader has set, by their identifiers; an
// action that is not among them has its usual ones. What makes no sense is left
// out, and the reader's key goes before a usual one. What was left out, and who
// has lost a key, is said in sentences.
func (t *Table) SetKeys(keys map[string][]string) []string {
	var said []string
	t.keys = map[string][]string{}
	t.actions = slices.Clone(t.usual)
	var taken []holder
	for _, id := range unknown(t.usual, keys) {
		said = append(said, words.T("There is no action “%s”; its keys were left out.", id))
	}
	for i, a := range t.actions {
		list, set := keys[a.ID]
		if !set {
			continue
		}
		kept := []string{}
		for _, k := range list {
			why := refused(t.usual[i], k)
			for _, h := range taken {
				if why == "" && clash(h.key, k) {
					why = words.T("%s is %s's already; %s does not have it.", Label(k), h.name, a.Name)
				}
			}
			if why != "" {
				said = append(said, why)
				continue
			}
			kept = append(kept, k)
			taken = append(taken, holder{a.Name, k})
		}
		if len(kept) == 0 && len(list) > 0 {
			continue // all of them were nonsense
		}
		for _, k := range a.Keys {
			if belongs(k) && !contains(kept, k) {
				kept = append(kept, k)
			}
		}
		t.keys[a.ID], t.actions[i].Keys = kept, kept
	}
	for i, a := range t.actions {
		if _, set := t.keys[a.ID]; set {
			continue
		}
		kept, lost := without(a.Keys, taken)
		for _, h := range lost {
			said = append(said, words.T("%s is %s's.", Label(h.key), h.name)+" "+left(a.Name, kept))
		}
		t.actions[i].Keys = kept
	}
	return said
}

// holder is who has a key.
type holder struct{ name, key string }

// without is keys without those that clash with taken ones.
func without(keys []string, taken []holder) (kept []string, lost []holder) {
	for _, k := range keys {
		at := slices.IndexFunc(taken, func(h holder) bool { return clash(h.key, k) })
		if at < 0 {
			kept = append(kept, k)
		} else {
			lost = append(lost, taken[at])
		}
	}
	return kept, lost
}

// left says what an action can still be done with.
func left(name string, keys []string) string {
	if len(keys) == 0 {
		return words.T("%s has no key then.", name)
	}
	return words.T("%s still has %s.", name, Action{Keys: keys}.Labels())
}

func unknown(actions []Action, keys map[string][]string) []string {
	var ids []string
	for id := range keys {
		if !slices.ContainsFunc(actions, func(a Action) bool { return a.ID == id }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// belongs says whether a key stays with the action that has it usually: Escape,
// and the keys that belong to text.
func belongs(k string) bool { return same(k, "Esc") || contains(textKeys(), k) }

// refused says why an action cannot have a key; nothing where it can.
func refused(a Action, k string) string {
	parsed, err := parseKey(k)
	switch {
	case err != nil:
		return words.T("“%s” is no key; %s does not have it.", k, a.Name)
	case contains(a.Keys, k):
		return ""
	case same(k, "Esc"):
		return words.T("Esc goes back, everywhere; it can do nothing else.")
	case contains(textKeys(), k) || contains(moving(), k):
		return words.T("%s belongs to the text that one types; it can do nothing else.", Label(k))
	case parsed.shortcut != nil && !strings.Contains(k, "Ctrl+") && types(k):
		return words.T("%s types a character; with Ctrl it can be a key.", Label(k))
	case parsed.shortcut != nil && strings.Contains(k, "Alt+") && types(k):
		return words.T("%s types a character on some keyboards; it can do nothing else.", Label(k))
	}
	return ""
}

// types says whether the last part of a shortcut is a character.
func types(k string) bool {
	last := k[strings.LastIndex(strings.TrimSuffix(k, "+"), "+")+1:]
	return utf8.RuneCountInString(last) == 1 || last == "Space"
}

// Keys are the keys that the reader has set, by the action's identifier.
func (t *Table) Keys() map[string][]string { return t.keys }

// Usual are the keys that an action has where the reader has set none.
func (t *Table) Usual(id string) []string {
	for _, a := range t.usual {
		if a.ID == id {
			return a.Keys
		}
	}
	return nil
}

// Give gives an action those keys, and takes them from whoever had them. It
// returns what the reader's keys are then, for SetKeys, and says who has lost
// one. Where a key cannot be given nothing changes, and ok is false.
func (t *Table) Give(id string, keys []string) (all map[string][]string, said []string, ok bool) {
	at := slices.IndexFunc(t.actions, func(a Action) bool { return a.ID == id })
	if at < 0 {
		return t.keys, nil, false
	}
	all = map[string][]string{}
	for other, list := range t.keys {
		all[other] = list
	}
	given := []string{}
	var taken []holder
	for _, k := range keys {
		if why := refused(t.usual[at], k); why != "" {
			return t.keys, []string{why}, false
		}
		for _, before := range given {
			if clash(before, k) && !same(before, k) {
				return t.keys, []string{words.T("%s and %s cannot both be keys of one action: one begins with the other.", Label(before), Label(k))}, false
			}
		}
		if !contains(given, k) {
			given = append(given, k)
			taken = append(taken, holder{t.actions[at].Name, k})
		}
	}
	for i, a := range t.actions {
		kept, lost := without(a.Keys, taken)
		if i == at || len(lost) == 0 {
			continue
		}
		for _, k := range a.Keys {
			if belongs(k) && !contains(kept, k) {
				return t.keys, []string{words.T("%s stays %s's; it can do nothing else.", Label(k), a.Name)}, false
			}
		}
		for _, h := range lost {
			said = append(said, words.T("%s was %s's.", Label(h.key), a.Name)+" "+left(a.Name, kept))
		}
		all[a.ID] = slices.Concat([]string{}, kept)
	}
	all[id] = given
	if slices.Equal(given, t.usual[at].Keys) {
		delete(all, id)
	}
	return all, said, true
}

// Key is the key to show beside an action: the first bare one, else the first,
// as the reader's system writes it. It is empty where there is none.
func (t *Table) Key(id string) string {
	for _, a := range t.actions {
		if a.ID != id || len(a.Keys) == 0 {
			continue
		}
		for _, k := range a.Keys {
			if parsed, _ := parseKey(k); parsed.runes != "" {
				return Label(k)
			}
		}
		return Label(a.Keys[0])
	}
	return ""
}

// Hint is Key for a sentence, "Press %s": the action's name where it has no key.
func (t *Table) Hint(id string) string {
	if key := t.Key(id); key != "" {
		return key
	}
	for _, a := range t.actions {
		if a.ID == id {
			return "“" + a.Name + "”"
		}
	}
	return ""
}

// Begin is the key that begins the pairs of several actions, empty where they
// have no such key in common.
func (t *Table) Begin(ids ...string) string {
	begin := ""
	for _, a := range t.actions {
		if !slices.Contains(ids, a.ID) {
			continue
		}
		first := ""
		for _, k := range a.Keys {
			if parsed, _ := parseKey(k); utf8.RuneCountInString(parsed.runes) == 2 {
				first = string([]rune(parsed.runes)[:1])
				break
			}
		}
		if first == "" || begin != "" && begin != first {
			return ""
		}
		begin = first
	}
	return begin
}

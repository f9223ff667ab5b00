package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// Tag gives papers the tags add, made where they are new, and takes the tags
// drop away.
func (l *Library) Tag(ctx context.Context, papers []int64, add, drop []string) (Step, error) {
	one, many := "Tagged “%s”", "Tagged %s papers"
	var args []string
	switch {
	case len(add) == 1 && len(drop) == 0:
		one, many = "Tagged “%s” with %s", "Tagged %s papers with %s"
		args = []string{tagInLabel(add[0])}
	case len(add) == 0 && len(drop) == 1:
		one, many = "Took %[2]s from “%[1]s”", "Took %[2]s from %[1]s papers"
		args = []string{tagInLabel(drop[0])}
	case len(add) == 0:
		one, many = "Took tags from “%s”", "Took tags from %s papers"
	}
	return l.each(ctx, papers, one, many, args, func(w *writing, papers []int64) error { return w.tag(papers, add, drop) })
}

func tagInLabel(name string) string {
	if clean, err := CleanTag(name); err == nil {
		name = clean
	}
	return excerpt(oneLine(name), 24)
}

type paperTag struct {
	ID      int64
	PaperID int64
	TagID   int64
}

func (w *writing) tag(papers []int64, add, drop []string) error {
	tags := make([]int64, len(add))
	for i, name := range add {
		var err error
		if tags[i], err = w.tagNamed(name); err != nil {
			return err
		}
	}
	if len(add) > 0 {
		if err := w.keep(papers, ""); err != nil {
			return err
		}
	}
	for _, tag := range tags {
		if err := w.giveTag(tag, papers); err != nil {
			return err
		}
	}
	for _, name := range drop {
		rows, err := w.keys(`SELECT pt.id FROM tags g JOIN paper_tags pt ON pt.tag_id = g.id
			WHERE g.folded = ? AND pt.paper_id IN (SELECT value FROM json_each(?))`, foldTag(name), idList(papers))
		if err != nil {
			return err
		}
		if err := w.removeAll("paper_tags", rows); err != nil {
			return err
		}
	}
	return nil
}

// giveTag gives a tag to those of papers that do not have it.
func (w *writing) giveTag(tag int64, papers []int64) error {
	without, err := w.keys(`SELECT j.value FROM json_each(?) j
		WHERE NOT EXISTS (SELECT 1 FROM paper_tags pt WHERE pt.paper_id = j.value AND pt.tag_id = ?) ORDER BY j.key`, idList(papers), tag)
	if err != nil || len(without) == 0 {
		return err
	}
	return w.insertAll("paper_tags", "INSERT INTO paper_tags(paper_id, tag_id) SELECT value, ? FROM json_each(?) ORDER BY key", tag, idList(without))
}

// TagColor is a colour that tags may have.
type TagColor struct {
	Name string
	Hex  string // "#RRGGBB"
}

// TagColors are the colours that are offered, and given to new tags in turn.
// Each has a contrast of at least 3 to 1 on both themes' side pane; other
// colours may be set, too.
func TagColors() []TagColor {
	return []TagColor{
		{"green", "#2E7D4F"}, {"red", "#B4432F"}, {"purple", "#7B4FA3"}, {"ochre", "#B07900"}, {"blue", "#2F6FB3"},
		{"pink", "#A8457F"}, {"teal", "#4F7F86"}, {"brown", "#8A6240"}, {"gray", "#6B7280"},
	}
}

// tagNamed is the key of the tag with that name, made where it is new.
func (w *writing) tagNamed(name string) (int64, error) {
	name, err := CleanTag(name)
	if err != nil {
		return 0, err
	}
	var all []Tag
	if err := w.Find(&all).Error; err != nil {
		return 0, fmt.Errorf("look up tags: %w", err)
	}
	colors := TagColors()
	tag := Tag{Name: name, Folded: foldName(name), Color: colors[len(all)%len(colors)].Hex}
	taken := [10]bool{0: true}
	for _, t := range all {
		if t.Folded == tag.Folded {
			return t.ID, nil
		}
		taken[t.Hotkey] = true
	}
	for key, used := range taken {
		if !used {
			tag.Hotkey = key
			break
		}
	}
	err = w.insert("tags", &tag, func() int64 { return tag.ID })
	return tag.ID, err
}

// nestedIn are the tags c that are the tag g or nested in it, in SQL: the sign
// "0" follows the slash.
const nestedIn = "(c.folded = g.folded OR c.folded >= g.folded || '/' AND c.folded < g.folded || '0')"

// family are the tag with that name and those nested in it; NotFound where there
// is neither. first is false where there are only nested ones.
func (w *writing) family(name string) (tags []Tag, first bool, err error) {
	err = w.Raw("SELECT c.* FROM (SELECT ? AS folded) g JOIN tags c ON "+nestedIn+" ORDER BY c.folded", foldTag(name)).Scan(&tags).Error
	if err != nil {
		return nil, false, fmt.Errorf("look up the tag %q: %w", name, err)
	}
	if len(tags) == 0 {
		return nil, false, noTag(name)
	}
	return tags, tags[0].Folded == foldTag(name), nil
}

func noTag(name string) error {
	return failf(NotFound, nil, "There is no tag “%s”; it may have been renamed, merged or deleted meanwhile. Nothing was changed.", tagInLabel(name))
}

// named is the one tag with that name.
func (w *writing) named(name string) (Tag, error) {
	var tag Tag
	err := w.Where("folded = ?", foldTag(name)).Take(&tag).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return tag, noTag(name)
	}
	if err != nil {
		return tag, fmt.Errorf("look up the tag %q: %w", name, err)
	}
	return tag, nil
}

// papersWith counts the papers with one of tags.
func (w *writing) papersWith(tags []Tag) (int, error) {
	var n int
	err := w.Raw("SELECT count(DISTINCT paper_id) FROM paper_tags WHERE tag_id IN (SELECT value FROM json_each(?))", idList(tagIDs(tags))).Scan(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count the papers of tags: %w", err)
	}
	return n, nil
}

func tagIDs(tags []Tag) []int64 {
	ids := make([]int64, len(tags))
	for i, t := range tags {
		ids[i] = t.ID
	}
	return ids
}

// counted is a label for n papers.
func counted(n int, one, many string, args ...string) saying {
	if n == 1 {
		return sayf(one, args...)
	}
	return sayf(many, append(args, strconv.Itoa(n))...)
}

// NameTaken is the *Error of a name that another tag has: the two may be merged
// instead.
type NameTaken struct {
	Tag Tag // that has the name
	err *Error
}

func (n *NameTaken) Error() string { return n.err.Error() }

func (n *NameTaken) Unwrap() error { return n.err }

// RenameTag gives a tag another name. Those nested in it go along: with "ml"
// renamed to "ai", "ml/vision" becomes "ai/vision", also where there is no tag
// "ml" itself; and so do filters of smart lists. A name that another tag has, in
// any case, is refused with a *NameTaken.
func (l *Library) RenameTag(ctx context.Context, name, to string) (Step, error) {
	to, err := CleanTag(to)
	if err != nil {
		return Step{}, err
	}
	return l.write(ctx, sayf("Renamed a tag"), func(w *writing) error {
		family, _, err := w.family(name)
		if err != nil {
			return err
		}
		depth := depthOf(name)
		renamed := make(map[int64]string, len(family))
		for _, t := range family {
			if renamed[t.ID], err = CleanTag(below(to, t, depth)); err != nil {
				return err
			}
			var others []Tag
			err := w.Where("folded = ? AND id NOT IN ?", foldName(renamed[t.ID]), tagIDs(family)).Find(&others).Error
			if err != nil {
				return fmt.Errorf("look up the tag %q: %w", renamed[t.ID], err)
			}
			if len(others) > 0 {
				return &NameTaken{others[0], failf(Conflict, nil, "There is a tag “%s” already. Nothing was changed; the two can be merged instead.", others[0].Name)}
			}
		}
		n, err := w.papersWith(family)
		if err != nil {
			return err
		}
		w.say(counted(n, "Renamed the tag %s to %s, on 1 paper", "Renamed the tag %s to %s, on %s papers", tagInLabel(name), tagInLabel(to)))
		if err := w.rename(renamed); err != nil {
			return err
		}
		return w.renameInLists(map[string]string{foldTag(name): to})
	})
}

func depthOf(name string) int { return strings.Count(foldTag(name), "/") + 1 }

// below is where a tag comes to stand when its first depth parts become to.
func below(to string, t Tag, depth int) string {
	return strings.Join(append([]string{to}, strings.Split(t.Name, "/")[depth:]...), "/")
}

// rename gives tags, by their keys, other names, which may be those that others
// of them had.
func (w *writing) rename(names map[int64]string) error {
	keys := make([]int64, 0, len(names))
	for id := range names {
		keys = append(keys, id)
	}
	slices.Sort(keys)
	return w.changing("tags", keys, func() error {
		if err := w.Exec("UPDATE tags SET folded = '/' || id WHERE id IN (SELECT value FROM json_each(?))", idList(keys)).Error; err != nil {
			return fmt.Errorf("rename tags: %w", err)
		}
		for _, id := range keys {
			if err := w.Exec("UPDATE tags SET name = ?, folded = ? WHERE id = ?", names[id], foldName(names[id]), id).Error; err != nil {
				return fmt.Errorf("rename tag %d: %w", id, err)
			}
		}
		return nil
	})
}

// MergeTags gives all papers of the tags from the tag into, and removes the
// others. Those nested in them come to stand in it, merged with those that are
// there; so do filters of smart lists. NotFound names a tag that is not there,
// as where another merge was faster.
func (l *Library) MergeTags(ctx context.Context, from []string, into string) (Step, error) {
	return l.write(ctx, sayf("Merged tags"), func(w *writing) error {
		target, err := w.named(into)
		if err != nil {
			return err
		}
		lists := map[string]string{}
		for _, name := range deepestFirst(from) {
			if foldTag(name) == target.Folded {
				return failf(Invalid, nil, "The tag “%s” cannot be merged into itself. Nothing was changed.", target.Name)
			}
			family, first, err := w.family(name)
			if err != nil {
				return err
			}
			if strings.HasPrefix(target.Folded, foldTag(name)+"/") {
				if !first {
					return noTag(name)
				}
				family = family[:1] // what is nested in it is nested around the target
			} else {
				lists[foldTag(name)] = target.Name
			}
			for _, t := range family {
				if err := w.mergeInto(t, below(target.Name, t, depthOf(name))); err != nil {
					return err
				}
			}
		}
		n, err := w.papersWith([]Tag{target})
		if err != nil {
			return err
		}
		names := make([]string, len(from))
		for i, name := range from {
			names[i] = tagInLabel(name)
		}
		w.say(counted(n, "Merged the tag %s into %s, now on 1 paper", "Merged the tag %s into %s, now on %s papers", excerpt(strings.Join(names, ", "), 60), tagInLabel(target.Name)))
		return w.renameInLists(lists)
	})
}

// deepestFirst are names, each once, those nested in others before them.
func deepestFirst(names []string) []string {
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Or(depthOf(b)-depthOf(a), cmp.Compare(foldTag(a), foldTag(b))) })
	return slices.CompactFunc(sorted, func(a, b string) bool { return foldTag(a) == foldTag(b) })
}

// mergeInto makes one tag of a tag and that with the name to, where there is
// one; else it renames it.
func (w *writing) mergeInto(tag Tag, to string) error {
	to, err := CleanTag(to)
	if err != nil {
		return err
	}
	var there []Tag
	if err := w.Where("folded = ? AND id <> ?", foldName(to), tag.ID).Find(&there).Error; err != nil {
		return fmt.Errorf("look up the tag %q: %w", to, err)
	}
	if len(there) == 0 {
		return w.rename(map[int64]string{tag.ID: to})
	}
	const both = " EXISTS (SELECT 1 FROM paper_tags b WHERE b.paper_id = paper_tags.paper_id AND b.tag_id = ?)"
	twice, err := w.keys("SELECT id FROM paper_tags WHERE tag_id = ? AND"+both, tag.ID, there[0].ID)
	if err != nil {
		return err
	}
	once, err := w.keys("SELECT id FROM paper_tags WHERE tag_id = ? AND NOT"+both, tag.ID, there[0].ID)
	if err != nil {
		return err
	}
	if err := w.removeAll("paper_tags", twice); err != nil {
		return err
	}
	if err := w.updateAll("paper_tags", once, map[string]any{"tag_id": there[0].ID}); err != nil {
		return err
	}
	return w.remove("tags", tag.ID)
}

// DeleteTag takes a tag from all papers and removes it; with nested those
// nested in it too, which else stay as they are. Smart lists that ask for it
// stay and find nothing by it. The whole of it is in the trash.
func (l *Library) DeleteTag(ctx context.Context, name string, nested bool) (Step, error) {
	return l.write(ctx, sayf("Deleted a tag"), func(w *writing) error {
		family, first, err := w.family(name)
		if err != nil {
			return err
		}
		if !nested {
			if !first {
				return noTag(name)
			}
			family = family[:1]
		}
		n, err := w.papersWith(family)
		if err != nil {
			return err
		}
		if len(family) == 1 {
			w.say(counted(n, "Deleted the tag %s, which 1 paper had", "Deleted the tag %s, which %s papers had", tagInLabel(name)))
		} else {
			w.say(counted(n, "Deleted the tag %s and those in it, which 1 paper had", "Deleted the tag %s and those in it, which %s papers had", tagInLabel(name)))
		}
		rows, err := w.keys("SELECT id FROM paper_tags WHERE tag_id IN (SELECT value FROM json_each(?))", idList(tagIDs(family)))
		if err != nil {
			return err
		}
		if err := w.removeAll("paper_tags", rows); err != nil {
			return err
		}
		return w.removeAll("tags", tagIDs(family))
	})
}

var hexColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// ParseTagColor reads a colour: a name of TagColors, "#RRGGBB", or "none", which
// is the empty colour.
func ParseTagColor(text string) (string, error) {
	var names []string
	for _, c := range TagColors() {
		if strings.EqualFold(text, c.Name) || strings.EqualFold(text, c.Hex) {
			return c.Hex, nil
		}
		names = append(names, c.Name)
	}
	switch {
	case text == "" || strings.EqualFold(text, "none"):
		return "", nil
	case hexColor.MatchString(text):
		return strings.ToUpper(text), nil
	}
	return "", unknownWord("color "+text, "", strings.ToLower(text), append(names, "none"))
}

// SetTagColor gives a tag a colour, see ParseTagColor.
func (l *Library) SetTagColor(ctx context.Context, name, color string) (Step, error) {
	color, err := ParseTagColor(color)
	if err != nil {
		return Step{}, err
	}
	return l.write(ctx, sayf("Changed the color of the tag %s", tagInLabel(name)), func(w *writing) error {
		tag, err := w.named(name)
		if err != nil {
			return err
		}
		return w.update("tags", tag.ID, map[string]any{"color": color})
	})
}

// SetTagKey puts a tag on one of the keys 1 to 9, taking it from the tag that
// had it, or takes its key away with 0.
func (l *Library) SetTagKey(ctx context.Context, name string, key int) (Step, error) {
	if key < 0 || key > 9 {
		return Step{}, failf(Invalid, nil, "A tag's key is a number from 1 to 9, or 0 for none, not %d.", key)
	}
	label := sayf("Put the tag %s on the key %s", tagInLabel(name), strconv.Itoa(key))
	if key == 0 {
		label = sayf("Took the key from the tag %s", tagInLabel(name))
	}
	return l.write(ctx, label, func(w *writing) error {
		tag, err := w.named(name)
		if err != nil {
			return err
		}
		if key > 0 {
			others, err := w.keys("SELECT id FROM tags WHERE hotkey = ? AND id <> ?", key, tag.ID)
			if err != nil {
				return err
			}
			if err := w.updateAll("tags", others, map[string]any{"hotkey": 0}); err != nil {
				return err
			}
		}
		return w.update("tags", tag.ID, map[string]any{"hotkey": key})
	})
}

package models

import (
	"encoding/json"
	"fmt"

	"offprint/models/citation"
)

// apply writes changes through the step.
func (m *merging) apply(c *changes) error {
	for _, write := range []func(*changes) error{m.applyEntries, m.applyTags, m.applyNotes, m.applyLooks} {
		if err := write(c); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) applyEntries(c *changes) error {
	keys := make([]int64, len(c.entries))
	for i, e := range c.entries {
		keys[i] = e.PaperID
	}
	err := m.w.changing("entries", keys, func() error {
		if err := m.w.CreateInBatches(&c.entries, 500).Error; err != nil {
			return fmt.Errorf("add to the reading list: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	keys = keys[:0]
	for _, e := range c.completed {
		keys = append(keys, e.PaperID)
	}
	return m.w.changing("entries", keys, func() error {
		for _, e := range c.completed {
			if err := m.w.Save(&e).Error; err != nil {
				return fmt.Errorf("complete the entry of paper %d: %w", e.PaperID, err)
			}
		}
		return nil
	})
}

func (m *merging) applyTags(c *changes) error {
	if len(c.tags) == 0 {
		return nil
	}
	list, err := json.Marshal(c.tags)
	if err != nil {
		return fmt.Errorf("write tags of papers: %w", err)
	}
	return m.w.insertAll("paper_tags", `INSERT INTO paper_tags(paper_id, tag_id)
		SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?) ORDER BY key`, string(list))
}

// notesPerWrite bounds the statement that adds notes, in bytes: those of a
// statement are in memory more than once.
const notesPerWrite = 4 << 20

func (m *merging) applyNotes(c *changes) error {
	for from := 0; from < len(c.notes); {
		to, size := from, 0
		for to < len(c.notes) && to-from < 500 && size < notesPerWrite {
			size += len(c.notes[to].Text)
			to++
		}
		some := c.notes[from:to]
		from = to
		keys := make([]int64, len(some))
		for i := range some {
			some[i].ID, keys[i] = m.nextNote, m.nextNote
			m.nextNote++
		}
		err := m.w.changing("notes", keys, func() error {
			if err := m.w.Create(&some).Error; err != nil {
				return fmt.Errorf("add notes: %w", err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) applyLooks(c *changes) error {
	papers := make([]int64, 0, len(c.seen)+len(c.dismissed))
	for _, s := range c.seen {
		papers = append(papers, s.paper)
	}
	seen := papers[:len(c.seen):len(c.seen)]
	papers = append(papers, c.dismissed...)
	if len(papers) == 0 {
		return nil
	}
	if err := m.w.triage(papers); err != nil {
		return err
	}
	rows := make([][3]any, len(c.seen))
	for i, s := range c.seen {
		rows[i] = [3]any{s.paper, timeString(s.at), s.upvotes}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("write what was seen: %w", err)
	}
	err = m.w.changing("seen", seen, func() error {
		err := m.w.Exec(`UPDATE triage SET seen_at = json_extract(j.value, '$[1]'), upvotes_seen = json_extract(j.value, '$[2]')
			FROM json_each(?) j WHERE paper_id = json_extract(j.value, '$[0]')`, string(list)).Error
		if err != nil {
			return fmt.Errorf("mark as seen: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return m.w.updateAll("triage", c.dismissed, map[string]any{"dismissed": true})
}

// beside merges what stands beside papers.
func (m *merging) beside(b Belongings) error {
	for _, merge := range []func(Belongings) error{m.makeTags, m.mergeSmartLists, m.mergeRules, m.mergeNames} {
		if err := merge(b); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) differ(format string, args ...string) {
	m.report.differ(Disagreement{Format: format, Args: args})
}

func (m *merging) makeTags(b Belongings) error {
	for _, t := range b.Tags {
		was, there := m.tags[t.Folded]
		hotkey := t.Hotkey
		if hotkey > 0 && m.hotkey[hotkey] {
			hotkey = 0
		}
		if !there {
			if hotkey != t.Hotkey {
				m.differ("The tag “%s” is on the key %s in the file; that key is another tag's here.", t.Name, fmt.Sprint(t.Hotkey))
			}
			t.Hotkey, t.ID = hotkey, 0
			m.report.Tags++
			if m.w != nil {
				if err := m.w.insert("tags", &t, func() int64 { return t.ID }); err != nil {
					return err
				}
			}
			m.tags[t.Folded], m.hotkey[hotkey] = t, true
			continue
		}
		if err := m.completeTag(t, was, hotkey); err != nil {
			return err
		}
	}
	return nil
}

// completeTag takes the colour and the key of a tag that is there and has none.
func (m *merging) completeTag(t, was Tag, hotkey int) error {
	set := map[string]any{}
	switch {
	case t.Color == "" || t.Color == was.Color:
	case was.Color == "":
		set["color"] = t.Color
	default:
		m.differ("The tag “%s” has the color %s in the file and stays %s.", was.Name, t.Color, was.Color)
	}
	switch {
	case t.Hotkey == 0 || t.Hotkey == was.Hotkey:
	case was.Hotkey == 0 && hotkey > 0:
		set["hotkey"], m.hotkey[hotkey] = hotkey, true
	default:
		m.differ("The tag “%s” is on the key %s in the file; here it stays as it is.", was.Name, fmt.Sprint(t.Hotkey))
	}
	if m.w == nil || len(set) == 0 {
		return nil
	}
	return m.w.update("tags", was.ID, set)
}

// mergeSmartLists adds those lists that are not here with name and query. One
// whose name another has here gets a number behind it.
func (m *merging) mergeSmartLists(b Belongings) error {
	var all []SmartList
	if err := m.Order("position, id").Find(&all).Error; err != nil {
		return fmt.Errorf("read smart lists: %w", err)
	}
	queries := make(map[string]string, len(all))
	last, empty := 0.0, len(all) == 0
	for _, s := range all {
		queries[foldName(s.Name)] = s.Query
		last = max(last, s.Position)
	}
	for _, s := range b.SmartLists {
		name := s.Name
		there := false
		for n := 2; !there; n++ {
			query, taken := queries[foldName(name)]
			if !taken {
				break
			}
			if there = query == s.Query; !there {
				number := fmt.Sprintf(" %d", n)
				name = string([]rune(s.Name)[:min(len([]rune(s.Name)), maxSmartName-len(number))]) + number
			}
		}
		if there {
			continue
		}
		if name != s.Name {
			m.differ("The smart list “%s” asks for something else here; that of the file is called “%s”.", s.Name, name)
		}
		queries[foldName(name)] = s.Query
		s.ID, s.Name = 0, name
		if !empty {
			last++
			s.Position = last
		}
		m.report.SmartLists++
		if m.w == nil {
			continue
		}
		if err := m.w.insert("smart_lists", &s, func() int64 { return s.ID }); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) mergeRules(b Belongings) error {
	var all []Rule
	if err := m.Find(&all).Error; err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	effects := make(map[string]Effect, len(all))
	for _, r := range all {
		effects[string(r.Kind)+r.Folded] = r.Effect
	}
	for _, r := range b.Rules {
		switch effect, there := effects[string(r.Kind)+r.Folded]; {
		case there && effect != r.Effect:
			m.differ("The file would %s the %s “%s”; here it stays: %s.", string(r.Effect), string(r.Kind), r.Text, string(effect))
			continue
		case there:
			continue
		}
		m.report.Rules++
		r.ID = 0
		if m.w == nil {
			continue
		}
		if err := m.w.insert("rules", &r, func() int64 { return r.ID }); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) mergeNames(b Belongings) error {
	here, err := correctedNames(m.DB)
	if err != nil {
		return err
	}
	for _, n := range b.Names {
		switch parts, there := here[n.Name]; {
		case there && parts != n.Parts:
			m.differ("The name “%s” is taken apart otherwise in the file (%s) and stays as it is (%s).", n.Name, partsText(n.Parts), partsText(parts))
			continue
		case there:
			continue
		}
		m.report.Names++
		if m.w == nil {
			continue
		}
		row := nameParts{Name: n.Name, Family: n.Parts.Family, Given: n.Parts.Given, Particle: n.Parts.Particle, Suffix: n.Parts.Suffix, Literal: n.Parts.Literal}
		if err := m.w.insert("name_parts", &row, func() int64 { return row.ID }); err != nil {
			return err
		}
	}
	return nil
}

func partsText(n citation.Name) string {
	if n.Literal != "" {
		return n.Literal
	}
	return oneLine(n.Particle+" "+n.Family+" "+n.Suffix) + ", " + n.Given
}

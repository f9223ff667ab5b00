package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"gorm.io/gorm"

	"offprint/models/citation"
)

// citationKey is the key under which a paper is cited.
type citationKey struct {
	PaperID int64 `gorm:"primaryKey;autoIncrement:false"`
	Key     string
}

// TableName is the key's table.
func (citationKey) TableName() string { return "citation_keys" }

// nameParts is how the reader takes the name of an author apart.
type nameParts struct {
	ID       int64 `gorm:"primaryKey"`
	Name     string
	Family   string
	Given    string
	Particle string
	Suffix   string
	Literal  string
}

// TableName is the table of the parts of names.
func (nameParts) TableName() string { return "name_parts" }

func (n nameParts) parts() citation.Name {
	return citation.Name{Family: n.Family, Given: n.Given, Particle: n.Particle, Suffix: n.Suffix, Literal: n.Literal}
}

// GiveCitationKeys gives a citation key to those of papers that have none yet.
// It is no step: a key may be in the reader's manuscript from then on, and
// stays, whatever is undone. Where two of papers would get the same key, the one
// named first gets it without a suffix.
func (l *Library) GiveCitationKeys(ctx context.Context, papers []int64) error {
	db := l.reader.WithContext(ctx)
	var without int
	err := db.Raw("SELECT count(*) FROM json_each(?) j JOIN papers p ON p.id = j.value WHERE p.id NOT IN (SELECT paper_id FROM citation_keys)", idList(papers)).Scan(&without).Error
	if err != nil {
		return fmt.Errorf("look for papers without a citation key: %w", err)
	}
	if without == 0 {
		return nil
	}
	return l.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return giveCitationKeys(tx, papers) })
}

// giveCitationKeys gives a key to those of papers that have none: one that no
// other paper has, made from the first author, the year and the title.
func giveCitationKeys(tx *gorm.DB, papers []int64) error {
	var heads []struct {
		ID          int64
		Title       string
		AuthorsText string
		Published   string
	}
	err := tx.Raw(`SELECT p.id, p.title, p.authors_text, p.published FROM json_each(?) j JOIN papers p ON p.id = j.value
		WHERE p.id NOT IN (SELECT paper_id FROM citation_keys) GROUP BY p.id ORDER BY min(j.key)`, idList(papers)).Scan(&heads).Error
	if err != nil {
		return fmt.Errorf("look up papers without a citation key: %w", err)
	}
	if len(heads) == 0 {
		return nil
	}
	bases := make([]string, len(heads))
	for i, p := range heads {
		first, _, _ := strings.Cut(p.AuthorsText, "\n")
		bases[i] = citation.Key(first, p.Published, p.Title)
	}
	list, err := json.Marshal(bases)
	if err != nil {
		return fmt.Errorf("write bases of citation keys: %w", err)
	}
	// Keys that are given are made of a to z and digits, which come before "{". What
	// the reader has changed may be cited somewhere, or come back by an undo.
	var taken []string
	err = tx.Raw(`SELECT k.key FROM (SELECT DISTINCT value AS base FROM json_each(?)) j JOIN citation_keys k ON k.key >= j.base AND k.key < j.base || '{'
		UNION ALL SELECT j.value FROM changes c, json_each(json_array(json_extract(c.before, '$.key'), json_extract(c.after, '$.key'))) j WHERE c.table_name = 'citation_keys'`,
		string(list)).Scan(&taken).Error
	if err != nil {
		return fmt.Errorf("look up citation keys: %w", err)
	}
	isTaken := make(map[string]bool, len(taken)+len(bases))
	for _, key := range taken {
		isTaken[strings.ToLower(key)] = true
	}
	keys := make([]citationKey, len(heads))
	for i, base := range bases {
		key, err := citation.Unique(base, func(key string) (bool, error) { return isTaken[key], nil })
		if err != nil {
			return fmt.Errorf("give a citation key: %w", err)
		}
		keys[i], isTaken[key] = citationKey{heads[i].ID, key}, true
	}
	if err := tx.CreateInBatches(&keys, 500).Error; err != nil {
		return fmt.Errorf("give citation keys: %w", err)
	}
	return nil
}

// SetCitationKey changes the citation key of a paper. Invalid where the formats
// that papers are cited in do not take it, Conflict where another paper has it;
// keys that differ in case only are the same. NotFound where the library does
// not have the paper.
func (l *Library) SetCitationKey(ctx context.Context, paper int64, key string) (Step, error) {
	key = strings.TrimSpace(key)
	if err := citation.CheckKey(key); err != nil {
		return Step{}, failf(Invalid, err, "“%s” cannot be a citation key: it has letters from a to z and digits, single - _ : . / + between them, and %d characters at most. Nothing was changed.", excerpt(key, 40), citation.MaxKey)
	}
	if err := l.GiveCitationKeys(ctx, []int64{paper}); err != nil {
		return Step{}, err
	}
	label := func(title string) saying { return sayf("Changed the citation key of “%s” to %s", title, key) }
	return l.write(ctx, label(""), func(w *writing) error {
		var papers []Paper
		if err := w.Raw("SELECT id, title FROM papers WHERE id = ?", paper).Scan(&papers).Error; err != nil {
			return fmt.Errorf("look up paper %d: %w", paper, err)
		}
		if len(papers) == 0 {
			return failf(NotFound, nil, "This paper is not in the library any more. Nothing was changed.")
		}
		var others []string
		if err := w.Raw("SELECT p.title FROM citation_keys k JOIN papers p ON p.id = k.paper_id WHERE k.key = ? AND k.paper_id <> ?", key, paper).Scan(&others).Error; err != nil {
			return fmt.Errorf("look up citation key %q: %w", key, err)
		}
		if len(others) > 0 {
			return failf(Conflict, nil, "The citation key “%s” belongs to “%s”. Nothing was changed.", key, excerpt(others[0], 60))
		}
		w.say(label(excerpt(papers[0].Title, 40)))
		return w.update("citation_keys", paper, map[string]any{"key": key})
	})
}

// maxName bounds a part of a name, in characters.
const maxName = 300

// SetNameParts corrects how the name of an author is taken apart, on all papers
// that have the name written so; the zero parts take the correction back.
// Invalid where the parts are neither a literal alone nor a family name with
// what belongs to it, or too long.
func (l *Library) SetNameParts(ctx context.Context, written string, parts citation.Name) (Step, error) {
	parts, err := cleanNameParts(parts)
	if err != nil {
		return Step{}, err
	}
	away := parts == (citation.Name{})
	label := sayf("Corrected the name %s", excerpt(written, 40))
	if away {
		label = sayf("Took back the correction of the name %s", excerpt(written, 40))
	}
	return l.write(ctx, label, func(w *writing) error {
		var row nameParts
		err := w.Where("name = ?", written).Take(&row).Error
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound) && away:
			return nil
		case errors.Is(err, gorm.ErrRecordNotFound):
			row = nameParts{Name: written, Family: parts.Family, Given: parts.Given, Particle: parts.Particle, Suffix: parts.Suffix, Literal: parts.Literal}
			return w.insert("name_parts", &row, func() int64 { return row.ID })
		case err != nil:
			return fmt.Errorf("look up the parts of %q: %w", written, err)
		case away:
			return w.remove("name_parts", row.ID)
		}
		return w.update("name_parts", row.ID, map[string]any{
			"family": parts.Family, "given": parts.Given, "particle": parts.Particle, "suffix": parts.Suffix, "literal": parts.Literal,
		})
	})
}

// cleanNameParts are parts as they are kept; Invalid where they are none of a
// name. Without any they take a correction back.
func cleanNameParts(parts citation.Name) (citation.Name, error) {
	for _, part := range []*string{&parts.Family, &parts.Given, &parts.Particle, &parts.Suffix, &parts.Literal} {
		*part = oneLine(strings.ToValidUTF8(*part, ""))
		if len([]rune(*part)) > maxName {
			return parts, failf(Invalid, nil, "A part of a name has at most %d characters. Nothing was changed.", maxName)
		}
	}
	away := parts == (citation.Name{})
	if !away && (parts.Family == "") == (parts.Literal == "") {
		return parts, failf(Invalid, nil, "A name is either a whole, as that of a team is, or has a family name. Nothing was changed.")
	}
	if parts.Literal != "" && parts != (citation.Name{Literal: parts.Literal}) {
		return parts, failf(Invalid, nil, "A name that is a whole has no parts beside it. Nothing was changed.")
	}
	return parts, nil
}

// CorrectedNames are the names that the reader takes apart otherwise than the
// rules do, by the name as papers have it.
func (l *Library) CorrectedNames(ctx context.Context) (map[string]citation.Name, error) {
	return correctedNames(l.reader.WithContext(ctx))
}

func correctedNames(db *gorm.DB) (map[string]citation.Name, error) {
	var rows []nameParts
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the parts of names: %w", err)
	}
	names := make(map[string]citation.Name, len(rows))
	for _, row := range rows {
		names[row.Name] = row.parts()
	}
	return names, nil
}

// wholeAtATime is how many papers are in memory while many are gone through.
const wholeAtATime = 200

// Whole goes through papers by their keys, in that order, each as a whole: with
// its notes, names and days. Papers that the library does not have any more are
// left out. It holds some hundreds in memory and no transaction: what changes
// meanwhile is seen by those that come later. An error is the last that is
// given.
func (l *Library) Whole(ctx context.Context, papers []int64) iter.Seq2[*Paper, error] {
	return func(yield func(*Paper, error) bool) {
		for some := range slices.Chunk(papers, wholeAtATime) {
			found, err := cardsOf(l.reader.WithContext(ctx), some)
			if err == nil {
				err = l.fill(ctx, found)
			}
			if err != nil {
				yield(nil, fmt.Errorf("read papers: %w", unwanted(ctx, err)))
				return
			}
			for i := range found {
				if !yield(&found[i], nil) {
					return
				}
			}
		}
	}
}

// Package librarytest makes libraries for tests, benchmarks and trying things
// out: any number of papers, the same ones for the same seed. It holds no text
// of real papers.
package librarytest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"offprint/models"
)

// LastDay is the newest list day of a generated library.
const LastDay = "2026-11-20"

// perDay is how many papers stand on a generated day's list.
const perDay = 50

// Fill adds papers to a library, 50 to a day and the newest day last, and keeps
// every fortieth of them with a tag, every eightieth with a note.
func Fill(ctx context.Context, library *models.Library, seed uint64, papers int) error {
	g := newGenerator(seed)
	days := (papers + perDay - 1) / perDay
	last, err := time.Parse(time.DateOnly, LastDay)
	if err != nil {
		return err
	}
	for d := range days {
		day := last.AddDate(0, 0, d-days+1).Format(time.DateOnly)
		edition := g.edition(day, min(perDay, papers-d*perDay), d*perDay)
		if _, err := library.SaveEdition(ctx, edition); err != nil {
			return fmt.Errorf("fill day %s: %w", day, err)
		}
		for i := 0; i < len(edition.Papers); i += 40 {
			ids, err := library.Lookup(ctx, []string{edition.Papers[i].ArxivID})
			if err != nil {
				return err
			}
			if _, err := library.Keep(ctx, ids, models.Keeping{Tags: []string{g.word()}}); err != nil {
				return err
			}
			if (d*perDay+i)%80 == 0 {
				if _, _, err := library.SaveNote(ctx, models.NoteEdit{PaperID: ids[0], Text: g.sentence(30)}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// FillList puts papers of a filled library into the reading list, the same ones
// for the same seed: kept of them, spread over the states, some with a star, a
// rating or a note, and all but a tenth under a number of tags, of which some
// are nested. Tags are as frequent as words are: a few everywhere.
func FillList(ctx context.Context, library *models.Library, seed uint64, kept, tags int) error {
	g := newGenerator(seed)
	papers, err := library.Papers(ctx, models.View{Place: models.Everywhere})
	if err != nil {
		return err
	}
	g.rand.Shuffle(len(papers), func(i, j int) { papers[i], papers[j] = papers[j], papers[i] })
	ids := make([]int64, min(kept, len(papers)))
	for i := range ids {
		ids[i] = papers[i].ID
	}
	states := []models.State{models.ToRead, models.Done, models.ToRead, models.Archived, models.Done, models.Reading}
	for i := 0; i < len(ids); i += 400 {
		some := ids[i:min(i+400, len(ids))]
		if _, err := library.Keep(ctx, some, models.Keeping{State: states[i/400%len(states)]}); err != nil {
			return err
		}
		if _, err := library.SetStar(ctx, some[:len(some)/10], true); err != nil {
			return err
		}
		if _, err := library.SetRating(ctx, some[:len(some)/4], 1+g.rand.IntN(5)); err != nil {
			return err
		}
		for _, id := range some[:len(some)/20] {
			if _, _, err := library.SaveNote(ctx, models.NoteEdit{PaperID: id, Text: g.sentence(30)}); err != nil {
				return err
			}
		}
	}
	tagged := ids[:len(ids)*9/10]
	parent := ""
	for rank := range tags {
		name := fmt.Sprintf("%s %d", g.word(), rank)
		switch {
		case rank%10 == 0:
			parent = name
		case rank%3 == 0:
			name = parent + "/" + name
		}
		g.rand.Shuffle(len(tagged), func(i, j int) { tagged[i], tagged[j] = tagged[j], tagged[i] })
		if _, err := library.Tag(ctx, tagged[:max(1, min(len(tagged), len(tagged)/(2*(rank+1))))], []string{name}, nil); err != nil {
			return err
		}
	}
	return nil
}

// AddNotes writes notes on papers of a library, spread over all of it: of 20 to
// 80 words, every fifth of two paragraphs, every tenth with a line of
// Chinese and one that names another paper.
func AddNotes(ctx context.Context, library *models.Library, seed uint64, notes int) error {
	g := newGenerator(seed + 1)
	papers, err := library.Papers(ctx, models.View{Place: models.Everywhere})
	if err != nil {
		return err
	}
	for i := range notes {
		paper := papers[i*len(papers)/notes]
		text := g.sentence(20 + g.rand.IntN(60))
		if i%5 == 0 {
			text += "\n\n" + g.sentence(20+g.rand.IntN(60))
		}
		if i%10 == 0 {
			text += "\n\n" + g.chinese(12+g.rand.IntN(20)) + "\n\nSee " + papers[g.rand.IntN(len(papers))].ArxivID + "."
		}
		if _, _, err := library.SaveNote(ctx, models.NoteEdit{PaperID: paper.ID, Text: text}); err != nil {
			return fmt.Errorf("note on %s: %w", paper.ArxivID, err)
		}
	}
	return nil
}

// chinese is a line of that many characters, common ones more often.
func (g *generator) chinese(characters int) string {
	var b strings.Builder
	for range characters {
		b.WriteRune(0x4e00 + rune(math.Exp(g.rand.Float64()*math.Log(3000))))
	}
	return b.String() + "。"
}

// Edition is one day of made-up papers whose identifiers begin at number first.
func Edition(seed uint64, day string, papers, first int) models.Edition {
	return newGenerator(seed).edition(day, papers, first)
}

type generator struct {
	rand  *rand.Rand
	words []string
	names []string
}

// newGenerator draws a vocabulary whose words are as frequent as words of a
// language are (Zipf): a few everywhere, most of them rare.
func newGenerator(seed uint64) *generator {
	g := &generator{rand: rand.New(rand.NewPCG(seed, 0x0ff))}
	stems := []string{}
	for range 3000 {
		stems = append(stems, g.syllables(2+g.rand.IntN(3)))
	}
	for i := range 12000 {
		suffix := []string{"", "s", "ing", "ed", "ation", "al"}[i%6]
		g.words = append(g.words, stems[i/4]+suffix)
	}
	g.rand.Shuffle(len(g.words), func(i, j int) { g.words[i], g.words[j] = g.words[j], g.words[i] })
	for range 4000 {
		g.names = append(g.names, title(g.syllables(2))+" "+title(g.syllables(1+g.rand.IntN(3))))
	}
	return g
}

func (g *generator) syllables(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("bcdfglmnprstvz"[g.rand.IntN(14)])
		b.WriteByte("aeiou"[g.rand.IntN(5)])
		if g.rand.IntN(3) == 0 {
			b.WriteByte("lnrst"[g.rand.IntN(5)])
		}
	}
	return b.String()
}

func (g *generator) word() string {
	// the inverse of a Zipf distribution with exponent 1
	rank := math.Exp(g.rand.Float64()*math.Log(float64(len(g.words)))) - 1
	return g.words[int(rank)]
}

func (g *generator) sentence(words int) string {
	parts := make([]string, words)
	for i := range parts {
		parts[i] = g.word()
	}
	return title(strings.Join(parts, " ")) + "."
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (g *generator) edition(day string, papers, first int) models.Edition {
	at, _ := time.Parse(time.DateOnly, day) // the zero time for a day that is none
	e := models.Edition{Kind: models.DayList, Key: day, ReadAt: at.Add(14 * time.Hour)}
	for i := range papers {
		number := first + i
		month := number / 90000
		p := models.Paper{
			ArxivID:   fmt.Sprintf("%02d%02d.%05d", 10+month/12, 1+month%12, number%90000+1),
			Title:     strings.TrimSuffix(g.sentence(6+g.rand.IntN(7)), "."),
			Published: at.AddDate(0, 0, -1).Format(time.DateOnly),
			ListDay:   day,
			Upvotes:   int(300 / (1 + g.rand.ExpFloat64()*float64(i))),
			Comments:  g.rand.IntN(12),
			FetchedAt: e.ReadAt,
			Submitter: g.names[g.rand.IntN(len(g.names))],
		}
		sentences := make([]string, 7+g.rand.IntN(4))
		for j := range sentences {
			sentences[j] = g.sentence(14 + g.rand.IntN(12))
		}
		p.Abstract = strings.Join(sentences, " ")
		for range 3 + g.rand.IntN(9) {
			p.Authors = append(p.Authors, g.names[g.rand.IntN(len(g.names))])
		}
		for range 4 {
			p.AIKeywords = append(p.AIKeywords, g.word()+" "+g.word())
		}
		if g.rand.IntN(2) == 0 {
			stars := g.rand.IntN(4000)
			p.GitHub, p.GitHubStars = "https://github.com/"+g.word()+"/"+g.word(), &stars
		}
		if g.rand.IntN(3) > 0 {
			p.Organization = title(g.word())
		}
		e.Papers = append(e.Papers, p)
	}
	return e
}

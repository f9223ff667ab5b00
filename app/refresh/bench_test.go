package refresh_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

// decoded is a source that has its lists in memory already.
type decoded struct {
	refresh.Source
	today string
	lists map[string]feed.Edition
}

func (d decoded) Today() string { return d.today }

func (d decoded) Day(_ context.Context, day string) (feed.Edition, error) {
	if e, ok := d.lists[day]; ok {
		return e, nil
	}
	return feed.Edition{Day: day, FetchedAt: time.Now().UTC()}, nil
}

// benchLists are the 118 recorded days, laid on as many days in a row so that
// all come in at once; decoding tells how long fetching and decoding them took.
func benchLists(b *testing.B) (lists map[string]feed.Edition, papers int, decoding time.Duration) {
	b.Helper()
	names, _ := filepath.Glob(filepath.Join(recordedDays, "*.json"))
	if len(names) == 0 {
		b.Skip("the recorded days are not here")
	}
	server, err := feedtest.Start(os.DirFS(recordedDays), feedtest.Today("2026-06-30"))
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	client, err := feed.New(feed.Config{Endpoint: server.URL})
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	lists = map[string]feed.Edition{}
	start := time.Now()
	at := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	for _, name := range names {
		e, err := client.Day(b.Context(), strings.TrimSuffix(filepath.Base(name), ".json"))
		if err != nil {
			b.Fatal(err)
		}
		e.Day = at.Format(time.DateOnly)
		for i := range e.Papers {
			e.Papers[i].ListDay = e.Day
		}
		lists[e.Day] = e
		papers += len(e.Papers)
		at = at.AddDate(0, 0, -1)
	}
	return lists, papers, time.Since(start)
}

// BenchmarkCatchUp118Days takes in lists that were fetched and decoded before.
func BenchmarkCatchUp118Days(b *testing.B) {
	lists, papers, decoding := benchLists(b)
	for b.Loop() {
		library, err := models.Open(b.Context(), filepath.Join(b.TempDir(), "offprint.db"), models.Options{})
		if err != nil {
			b.Fatal(err)
		}
		id, err := library.StartBackfill(b.Context(), "2026-03-05", "2026-06-30")
		if err != nil {
			b.Fatal(err)
		}
		r := refresh.New(decoded{today: "2026-06-30", lists: lists}, library)
		result, err := r.Backfill(b.Context(), id.ID, &refresh.Control{}, nil)
		if err != nil || result.Papers != papers {
			b.Fatalf("%+v (%v)", result, err)
		}
		if err := library.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(papers)*float64(b.N)/b.Elapsed().Seconds(), "papers/s")
	b.ReportMetric(float64(papers)/decoding.Seconds(), "decoded/s")
}

// BenchmarkCatchUp118DaysPlainSQL writes the rows that BenchmarkCatchUp118Days
// writes, into the same tables, as little as it can be done with: prepared
// statements, a transaction of 50 papers, nothing looked up.
func BenchmarkCatchUp118DaysPlainSQL(b *testing.B) {
	lists, papers, _ := benchLists(b)
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "offprint.db")
		library, err := models.Open(b.Context(), path, models.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := library.Close(); err != nil {
			b.Fatal(err)
		}
		if err := plainSQL(b.Context(), path, lists); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(papers)*float64(b.N)/b.Elapsed().Seconds(), "papers/s")
}

func plainSQL(ctx context.Context, path string, lists map[string]feed.Edition) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	prepared := map[string]*sql.Stmt{}
	exec := func(tx *sql.Tx, query string, args ...any) (sql.Result, error) {
		if prepared[query] == nil {
			statement, err := tx.PrepareContext(ctx, query)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", query, err)
			}
			prepared[query] = statement
		}
		return prepared[query].ExecContext(ctx, args...)
	}
	ids, authors := map[string]int64{}, map[string]int64{}
	number := int64(0)
	at := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	for range len(lists) {
		e := lists[at.Format(time.DateOnly)]
		fetched := e.FetchedAt.Format(time.RFC3339)
		list, err := db.ExecContext(ctx, "INSERT INTO lists(kind, key, read_at) VALUES ('day', ?, ?)", e.Day, fetched)
		if err != nil {
			return err
		}
		listID, err := list.LastInsertId()
		if err != nil {
			return err
		}
		for first := 0; first < len(e.Papers); first += 50 {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			clear(prepared) // they end with their transaction
			for i, p := range e.Papers[first:min(first+50, len(e.Papers))] {
				if ids[p.ID] == 0 {
					number++
					ids[p.ID] = number
					keywords, _ := json.Marshal(p.AIKeywords)
					media, _ := json.Marshal(p.Media)
					_, err := exec(tx, `INSERT INTO papers(id, arxiv_id, title, abstract, source_title, source_abstract, published, list_day, upvotes, comments,
						github, github_stars, project, ai_summary, ai_keywords, organization, organization_login, submitter, submitter_login, thumbnail, media,
						authors_text, keywords_text, fts_id, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
						number, p.ID, p.Title, p.Abstract, p.SourceTitle, p.SourceAbstract, p.Published, p.ListDay, p.Upvotes, p.Comments,
						p.GitHub, p.GitHubStars, p.Project, p.AISummary, string(keywords), p.Organization, p.OrganizationLogin, p.Submitter, p.SubmitterLogin, p.Thumbnail, string(media),
						strings.Join(p.Authors, "\n"), strings.Join(p.AIKeywords, "\n"), at.Unix()/86400<<32|number, fetched)
					if err != nil {
						return fmt.Errorf("paper %s: %w", p.ID, err)
					}
					for position, name := range p.Authors {
						if authors[name] == 0 {
							author, err := exec(tx, "INSERT INTO authors(name) VALUES (?)", name)
							if err != nil {
								return err
							}
							if authors[name], err = author.LastInsertId(); err != nil {
								return err
							}
						}
						if _, err := exec(tx, "INSERT INTO paper_authors(paper_id, position, author_id) VALUES (?, ?, ?)", number, position, authors[name]); err != nil {
							return err
						}
					}
				}
				if _, err := exec(tx, "INSERT INTO listings(list_id, paper_id, rank, added_at) VALUES (?, ?, ?, ?)", listID, ids[p.ID], first+i, fetched); err != nil {
					return err
				}
			}
			if err := tx.Commit(); err != nil {
				return err
			}
		}
		at = at.AddDate(0, 0, -1)
	}
	return nil
}

// generated is a source with 50 papers a day that are made as they are asked
// for, so that none of the memory measured is the source's.
type generated struct {
	refresh.Source
	today string
}

func (g generated) Today() string { return g.today }

func (g generated) Day(_ context.Context, day string) (feed.Edition, error) {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return feed.Edition{}, err
	}
	e := feed.Edition{Day: day, FetchedAt: time.Now().UTC()}
	for i := range 50 {
		n := int(at.Unix()/86400)%2000*50 + i
		text := strings.Repeat(fmt.Sprintf("word%d another%d ", n%977, n%1399), 70)
		e.Papers = append(e.Papers, feed.Paper{
			ID: fmt.Sprintf("2601.%05d", n), Title: fmt.Sprintf("Paper %d", n), Abstract: text, SourceAbstract: text,
			Authors: []string{fmt.Sprintf("Ann %d", n%5000), fmt.Sprintf("Bo %d", n%3000)}, ListDay: day, Upvotes: i,
		})
	}
	return e, nil
}

// BenchmarkBackfillMemory is how far the heap rises over that of an open
// library while 10,000 papers come in.
func BenchmarkBackfillMemory(b *testing.B) {
	heap := func() float64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapInuse) / (1 << 20)
	}
	var most float64
	for b.Loop() {
		library, err := models.Open(b.Context(), filepath.Join(b.TempDir(), "offprint.db"), models.Options{})
		if err != nil {
			b.Fatal(err)
		}
		fill, err := library.StartBackfill(b.Context(), "2025-12-13", "2026-06-30")
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		idle := heap()
		result, err := refresh.New(generated{today: "2026-06-30"}, library).Backfill(b.Context(), fill.ID, &refresh.Control{}, func(refresh.Progress) {
			most = max(most, heap()-idle)
		})
		if err != nil || result.New != 10_000 {
			b.Fatalf("%+v (%v)", result, err)
		}
		if err := library.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(most, "MB-over-idle")
}

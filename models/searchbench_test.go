package models_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"offprint/models"
	"offprint/models/librarytest"
)

// typedQueries are 200 queries as they are typed, of words of the library's
// titles: one to three words of which the last is cut off anywhere, phrases, and
// filters.
func typedQueries(b *testing.B, l *models.Library) []string {
	random := rand.New(rand.NewPCG(3, 3))
	papers, err := l.Papers(b.Context(), models.View{Place: models.Everywhere, Limit: 5000})
	if err != nil {
		b.Fatal(err)
	}
	filters := []string{"has:code", "is:kept", "is:starred", "state:toread", "upvotes>=20", "has:note", "after:2026", "before:2020-06", "rating>=4", "has:project", "in:notes"}
	// the commonest words are in nearly all made-up papers, as "the" and "of" are
	// in real ones; those nobody searches for, but for the begin of another
	uses := map[string]int{}
	for _, p := range papers {
		for _, word := range strings.Fields(strings.ToLower(p.Title)) {
			uses[word]++
		}
	}
	var queries []string
	for len(queries) < 200 {
		paper := papers[random.IntN(len(papers))]
		words := strings.Fields(paper.Title)
		n := 1 + len(queries)%3
		from := random.IntN(len(words) - n)
		some := words[from : from+n]
		last := some[n-1]
		if slices.ContainsFunc(some, func(word string) bool { return uses[strings.ToLower(word)] > len(papers)/6 }) {
			continue
		}
		typed := strings.Join(append(slices.Clone(some[:n-1]), last[:1+random.IntN(len(last))]), " ")
		switch len(queries) % 10 {
		case 6:
			typed = `"` + strings.Join(some, " ") + `"`
		case 7:
			typed += " " + filters[random.IntN(len(filters))]
		case 8:
			typed = filters[random.IntN(len(filters))] + " " + typed
		case 9:
			if typed = filters[random.IntN(len(filters))]; random.IntN(2) == 0 {
				typed = "author:" + strings.Fields(paper.Authors[0])[0][:1+random.IntN(3)] + " " + last
			}
		}
		queries = append(queries, typed)
	}
	return queries
}

// BenchmarkSearchAtScale searches a large library, OFFPRINT_BENCH_LIBRARY, for
// 200 queries as typed, and says how long the first papers and all of them take.
// Then it runs the statements of the first papers alone, and gives the same ones
// to the sqlite3 shell, where that is installed.
func BenchmarkSearchAtScale(b *testing.B) {
	path := os.Getenv("OFFPRINT_BENCH_LIBRARY")
	if path == "" {
		b.Skip("OFFPRINT_BENCH_LIBRARY names no library")
	}
	l := open(b, path, models.Options{})
	queries := typedQueries(b, l)
	view := func(query string) models.View {
		return models.View{Place: models.Everywhere, Query: query, Typing: true, Limit: 200}
	}
	var first, exact, withHits, firstCPU, exactCPU []time.Duration
	var slowest string
	var statements [][]string
	record := models.RecordStatements(l)
	for round := range 2 { // the first one warms up
		first, exact, withHits, firstCPU, exactCPU, statements = nil, nil, nil, nil, nil, nil
		longest := time.Duration(0)
		for _, query := range queries {
			record.Start()
			start, cpu := time.Now(), librarytest.ProcessorTime()
			found, _, err := l.FirstPapers(b.Context(), view(query))
			if err != nil {
				b.Fatalf("%q: %v", query, err)
			}
			first, firstCPU = append(first, time.Since(start)), append(firstCPU, librarytest.ProcessorTime()-cpu)
			statements = append(statements, record.Stop())
			if took := firstCPU[len(firstCPU)-1]; took > longest {
				longest, slowest = took, query
			}
			start = time.Now()
			if err := l.FillHits(b.Context(), query, true, found[:min(len(found), 20)]); err != nil {
				b.Fatal(err)
			}
			withHits = append(withHits, time.Since(start))
			if round == 0 || testing.Short() {
				continue
			}
			start, cpu = time.Now(), librarytest.ProcessorTime()
			if _, err := l.Papers(b.Context(), view(query)); err != nil {
				b.Fatalf("%q: %v", query, err)
			}
			exact, exactCPU = append(exact, time.Since(start)), append(exactCPU, librarytest.ProcessorTime()-cpu)
		}
	}
	fmt.Printf("\n%-40s %8s %8s %8s ms\n", "200 queries as typed", "p50", "p95", "p99")
	row := func(name string, took []time.Duration) {
		if len(took) == 0 {
			return
		}
		slices.Sort(took)
		at := func(p int) float64 { return float64(took[min(len(took)-1, len(took)*p/100)].Microseconds()) / 1000 }
		fmt.Printf("%-40s %8.1f %8.1f %8.1f\n", name, at(50), at(95), at(99))
	}
	row("first papers", first)
	row("first papers, processor", firstCPU)
	fmt.Printf("  the slowest: %q\n", slowest)
	row("words in 20 papers", withHits)
	row("exact order", exact)
	row("exact order, processor", exactCPU)

	here := runStatements(b, models.Searcher(l), statements)
	row("the first's statements, here", here)
	shell, ok := runInShell(b, path, statements)
	if !ok {
		fmt.Println("The sqlite3 shell is not installed here, so nothing was compared with it.")
		return
	}
	row("the first's statements, sqlite3 shell", shell)
	fmt.Printf("ratio at the 95th percentile: %.2f\n", float64(here[len(here)*95/100])/float64(shell[len(shell)*95/100]))
}

// runStatements runs the statements of each query and gives the processor's
// time for them.
func runStatements(b *testing.B, db *sql.DB, statements [][]string) []time.Duration {
	var took []time.Duration
	for range 2 {
		took = nil
		for _, some := range statements {
			cpu := librarytest.ProcessorTime()
			for _, statement := range some {
				drain(b, db, statement)
			}
			took = append(took, librarytest.ProcessorTime()-cpu)
		}
	}
	return took
}

var functionsOfOurs = regexp.MustCompile(`still_wanted\([^)]*\)`)

func drain(b *testing.B, db *sql.DB, statement string) {
	rows, err := db.QueryContext(context.Background(), functionsOfOurs.ReplaceAllString(statement, "1"))
	if err != nil {
		b.Fatalf("%v in %s", err, statement)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

var runTime = regexp.MustCompile(`user ([\d.]+) sys ([\d.]+)`)

func runInShell(b *testing.B, path string, statements [][]string) ([]time.Duration, bool) {
	if _, err := exec.LookPath("sqlite3"); err != nil {
		return nil, false
	}
	var script strings.Builder
	script.WriteString("PRAGMA cache_size = -16384;\n.timer on\n")
	for round := range 2 {
		for i, some := range statements {
			for _, statement := range some {
				// what a statement gives goes nowhere, its time to where we read
				fmt.Fprintf(&script, ".output /dev/null\n%s;\n.output stdout\n", strings.ReplaceAll(functionsOfOurs.ReplaceAllString(statement, "1"), "\n", " "))
			}
			fmt.Fprintf(&script, ".print query %d %d\n", round, i)
		}
	}
	command := exec.CommandContext(b.Context(), "sqlite3", "-readonly", path)
	command.Stdin = strings.NewReader(script.String())
	output, err := command.CombinedOutput()
	if err != nil {
		b.Fatalf("sqlite3: %v: %.2000s", err, output)
	}
	took := make([]time.Duration, len(statements))
	var sum time.Duration
	for line := range strings.Lines(string(output)) {
		if m := runTime.FindStringSubmatch(line); m != nil {
			user, _ := strconv.ParseFloat(m[1], 64)
			system, _ := strconv.ParseFloat(m[2], 64)
			sum += time.Duration((user + system) * float64(time.Second))
		} else if rest, ok := strings.CutPrefix(line, "query "); ok {
			var round, i int
			if _, err := fmt.Sscanf(rest, "%d %d", &round, &i); err == nil {
				took[i], sum = sum, 0
			}
		}
	}
	return took, true
}

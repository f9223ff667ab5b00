package start

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"offprint/app/cli"
	"offprint/feed/feedtest"
	"offprint/models"
)

// asProgram is set where this binary is to be the program and not its tests.
const asProgram = "OFFPRINT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Run(os.Args[1:], "test", ""))
	}
	goleak.VerifyTestMain(m)
}

// desk is a folder for a library, and a server that stands for both of the
// program's.
type desk struct {
	testing.TB
	server *feedtest.Server
	home   string
}

func newDesk(t testing.TB, days fstest.MapFS, options ...feedtest.Option) *desk {
	t.Helper()
	server, err := feedtest.Start(days, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return &desk{TB: t, server: server, home: t.TempDir()}
}

// process is the program at work on a command.
type process struct {
	*exec.Cmd
	t      testing.TB
	args   []string
	out    *bufio.Scanner
	stderr bytes.Buffer
}

// start starts the program as a process of its own. It is to be ended by end or
// kill.
func (d *desk) start(args ...string) *process {
	d.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...), t: d.TB, args: args}
	p.Env = []string{
		asProgram + "=1", "OFFPRINT_HOME=" + d.home, "HF_ENDPOINT=" + d.server.URL, "OFFPRINT_ARXIV_ENDPOINT=" + d.server.URL,
		"HOME=" + d.home, "SystemRoot=" + os.Getenv("SystemRoot"), "LocalAppData=" + d.home,
	}
	p.Stderr = &p.stderr
	stdout, err := p.StdoutPipe()
	if err != nil {
		d.Fatal(err)
	}
	p.out = bufio.NewScanner(stdout)
	if err := p.Start(); err != nil {
		d.Fatal(err)
	}
	return p
}

// lines waits for some lines of output, and says whether they came before its
// end.
func (p *process) lines(n int) bool {
	for range n {
		if !p.out.Scan() {
			return false
		}
	}
	return true
}

// end waits for the end and gives the code.
func (p *process) end() int {
	p.t.Helper()
	for p.out.Scan() {
		continue
	}
	_ = p.Wait() // the code says it
	return p.ProcessState.ExitCode()
}

// wantOK waits for an end in order.
func (p *process) wantOK() {
	p.t.Helper()
	if code := p.end(); code != cli.OK {
		p.t.Errorf("%q ended with %d: %s", p.args, code, p.stderr.String())
	}
}

// kill ends the program as the loss of power does.
func (p *process) kill() {
	p.t.Helper()
	if err := p.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	_ = p.Wait()
}

// archive are lists of perDay papers from a day on, and the identifiers of all.
func archive(t testing.TB, first string, count, perDay int) (days fstest.MapFS, names, ids []string) {
	t.Helper()
	at, err := time.Parse(time.DateOnly, first)
	if err != nil {
		t.Fatal(err)
	}
	days = fstest.MapFS{}
	abstract := strings.Repeat("An abstract of some length, as they are. ", 30)
	for n := range count {
		day := at.AddDate(0, 0, n).Format(time.DateOnly)
		var papers []string
		for i := range perDay {
			id := fmt.Sprintf("24%02d.%05d", 1+n%12, n/12*1000+i)
			papers = append(papers, fmt.Sprintf(`{"paper":{"id":%q,"title":"Paper %s","summary":%q,"authors":[{"name":"Ann Ode"}],"submittedOnDailyAt":"%sT01:00:00.000Z","upvotes":%d}}`, id, id, abstract, day, i))
			ids = append(ids, id)
		}
		days[day+".json"] = &fstest.MapFile{Data: []byte("[" + strings.Join(papers, ",") + "]")}
		names = append(names, day)
	}
	slices.Sort(ids)
	return days, names, ids
}

// asked is how often each day's list was asked for.
func (d *desk) asked() map[string]int {
	d.Helper()
	days := map[string]int{}
	for _, r := range d.server.Requests() {
		u, err := url.Parse(r.Path)
		if err != nil {
			d.Fatal(err)
		}
		if q := u.Query(); q.Get("date") != "" && q.Get("p") == "0" {
			days[q.Get("date")]++
		}
	}
	return days
}

// wantPapers holds the library against the papers that there are, each on one
// day's list.
func (d *desk) wantPapers(ids []string) {
	d.Helper()
	library, err := models.Open(d.Context(), filepath.Join(d.home, "offprint.db"), models.Options{MustExist: true})
	if err != nil {
		d.Fatal(err)
	}
	defer library.Close()
	papers, err := library.Papers(d.Context(), models.View{Place: models.Everywhere, Whole: true})
	if err != nil {
		d.Fatal(err)
	}
	var got []string
	for _, p := range papers {
		if got = append(got, p.ArxivID); len(p.Days) != 1 {
			d.Errorf("%s stands on the lists of %v", p.ArxivID, p.Days)
		}
	}
	if slices.Sort(got); !slices.Equal(got, ids) {
		d.Errorf("the library has %d papers, want %d", len(got), len(ids))
	}
}

// TestABackfillOutlivesKills kills a backfill again and again, and each start
// goes on where it was: at most the day that was being taken in is read again.
func TestABackfillOutlivesKills(t *testing.T) {
	days, names, ids := archive(t, "2025-01-01", 60, 20)
	d := newDesk(t, days, feedtest.Today("2025-06-30"))
	args := []string{"sync", "--since", names[0], "--until", names[len(names)-1]}
	kills := 0
	for _, lines := range []int{1, 5, 9, 13} {
		p := d.start(args...)
		if !p.lines(lines) {
			t.Fatalf("it ended before its kill: %s", p.stderr.String())
		}
		p.kill()
		kills++
	}
	last := d.start(args...)
	last.wantOK()
	asked, twice := d.asked(), 0
	for _, day := range names {
		if asked[day] == 0 || asked[day] > 2 {
			t.Errorf("%s was asked for %d times", day, asked[day])
		}
		if asked[day] > 1 {
			twice++
		}
	}
	if twice > kills {
		t.Errorf("%d days were asked for twice after %d kills", twice, kills)
	}
	d.wantPapers(ids)
	before := len(d.server.Requests())
	again := d.start(args...)
	if again.wantOK(); len(d.server.Requests()) != before {
		t.Error("a range that is read was asked for again")
	}
	check := d.start("check")
	check.wantOK()
}

// number is a setting of a test that is made larger by hand.
func number(t *testing.T, variable string, standard int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// TestProgramsSideBySideKeepTheLimits runs two backfills and two look-ups at
// arXiv at once, each a process of its own on one library. The server counts as
// Hugging Face does, and notes when arXiv is asked. OFFPRINT_TEST_LOOKUPS is how
// many papers each of the latter looks up, by a request each.
func TestProgramsSideBySideKeepTheLimits(t *testing.T) {
	if testing.Short() {
		t.Skip("keeping the limits takes its time")
	}
	const (
		quota  = 30
		window = 2 * time.Second
		gap    = 3 * time.Second // arXiv, "Terms of Use for arXiv APIs"
	)
	lookups := number(t, "OFFPRINT_TEST_LOOKUPS", 2)
	days, names, ids := archive(t, "2025-01-01", 120, 3)
	var entries []feedtest.Entry
	lists := make([][]string, 2)
	for i := range 2 * lookups {
		id := fmt.Sprintf("hep-th/9901%03d", i) // Hugging Face is not asked for those
		entries = append(entries, feedtest.Entry{ID: id, Title: "Paper " + id, Authors: []string{fmt.Sprintf("Ann O%d", i)}, Published: "1999-01-02T00:00:00Z"})
		lists[i%2] = append(lists[i%2], id)
	}
	d := newDesk(t, days, feedtest.Today("2025-06-30"), feedtest.Entries(entries...), feedtest.Quota("api", quota, window))
	// The library is made before, by one of them.
	first := d.start("check")
	first.wantOK()
	programs := []*process{
		d.start("sync", "--since", names[0], "--until", names[59]), d.start("sync", "--since", names[60], "--until", names[119]),
	}
	for _, list := range lists {
		// arXiv does not accept many at once, so that each is a request.
		d.server.Fault(feedtest.Fault{
			Kind: feedtest.Body, Path: "/api/query?" + url.Values{"id_list": {list[0] + ","}}.Encode(),
			Body: `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#x</id><summary>no</summary></entry></feed>`,
		})
		programs = append(programs, d.start(append([]string{"add"}, list...)...))
	}
	for _, p := range programs {
		p.wantOK()
	}
	var atArxiv []time.Time
	refused, atHub := 0, 0
	for _, r := range d.server.Requests() {
		switch {
		case strings.HasPrefix(r.Path, "/api/query"):
			atArxiv = append(atArxiv, r.At)
		case strings.HasPrefix(r.Path, "/api/"):
			if atHub++; r.Refused {
				refused++
			}
		}
	}
	closest := time.Hour
	for i := 1; i < len(atArxiv); i++ {
		closest = min(closest, atArxiv[i].Sub(atArxiv[i-1]))
	}
	if want := 2 * (lookups + 1); len(atArxiv) != want || closest < gap {
		t.Errorf("arXiv was asked %d times, want %d, and at the closest after %v", len(atArxiv), want, closest)
	}
	if refused > 0 {
		t.Errorf("of %d requests to Hugging Face %d were too many", atHub, refused)
	}
	t.Logf("%d requests to Hugging Face in windows of %d, %d refused; %d to arXiv, at the closest %v apart", atHub, quota, refused, len(atArxiv), closest)
	for day, times := range d.asked() {
		if times != 1 {
			t.Errorf("%s was asked for %d times", day, times)
		}
	}
	slices.SortFunc(entries, func(a, b feedtest.Entry) int { return cmp.Compare(a.ID, b.ID) })
	library, err := models.Open(t.Context(), filepath.Join(d.home, "offprint.db"), models.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer library.Close()
	for place, want := range map[models.Place]int{models.KeptPlace: 2 * lookups, models.Everywhere: len(ids) + 2*lookups} {
		if papers, err := library.Papers(t.Context(), models.View{Place: place}); err != nil || len(papers) != want {
			t.Errorf("%s has %d papers, want %d (%v)", place, len(papers), want, err)
		}
	}
}

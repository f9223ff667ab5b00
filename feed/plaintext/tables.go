package plaintext

import "strings"

// symbols are the TeX commands without an argument and what people read for
// them.
var symbols = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
	"zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
	"lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
	"tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
	"Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
	"times": "×", "div": "÷", "pm": "±", "mp": "∓", "cdot": "·", "approx": "≈", "sim": "∼",
	"simeq": "≃", "equiv": "≡", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
	"ne": "≠", "ll": "≪", "gg": "≫", "propto": "∝", "infty": "∞", "nabla": "∇", "partial": "∂",
	"sum": "∑", "prod": "∏", "int": "∫", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆",
	"cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "emptyset": "∅", "ell": "ℓ",
	"rightarrow": "→", "to": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
	"uparrow": "↑", "downarrow": "↓", "circ": "∘", "star": "⋆", "ast": "*", "dagger": "†",
	"oplus": "⊕", "otimes": "⊗", "perp": "⊥", "parallel": "∥", "mid": "|", "degree": "°",
	"langle": "⟨", "rangle": "⟩", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋",
	"ldots": "…", "dots": "…", "cdots": "⋯", "prime": "′", "textdegree": "°",
	"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
	"LaTeX": "LaTeX", "TeX": "TeX",
	// Not TeX's own, but most papers' class files have them.
	"ie": "i.e.", "eg": "e.g.", "etc": "etc.", "etal": "et al.",
}

// bareSymbols are the commands that are read without their backslash too,
// which the source often drops: words that no other text has.
var bareSymbols = []string{
	"rightarrow", "leftarrow", "leq", "geq", "infty", "nabla", "propto", "approx", "lceil", "rceil", "lfloor", "rfloor",
}

// superscripts and subscripts have the characters that Unicode has in its
// block for them and nearly every font draws; the letters elsewhere in Unicode
// are often missing.
var (
	superscripts = pairs("0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾iⁱnⁿ")
	subscripts   = pairs("0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓ")
)

// accents are TeX's accents: the combining character, and the letters under
// which it occurs in names. Elsewhere a backslash before such a character is
// not an accent.
var accents = map[byte]struct{ mark, letters string }{
	'\'': {"\u0301", "aeiouyclnrszAEIOUYCLNRSZ"},
	'`':  {"\u0300", "aeiouAEIOU"},
	'^':  {"\u0302", "aeiouAEIOU"},
	'"':  {"\u0308", "aeiouyAEIOUY"},
	'~':  {"\u0303", "anoANO"},
	'c':  {"\u0327", "csCS"},
	'v':  {"\u030C", "cdenrstzCDENRSTZ"},
	'u':  {"\u0306", "agAG"},
	'H':  {"\u030B", "ouOU"},
}

func pairs(s string) map[rune]rune {
	m := map[rune]rune{}
	runes := []rune(s)
	for i := 0; i+1 < len(runes); i += 2 {
		m[runes[i]] = runes[i+1]
	}
	return m
}

// mapped gives s in the characters of m, if m has every one.
func mapped(s string, m map[rune]rune) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		to, ok := m[r]
		if !ok {
			return "", false
		}
		b.WriteRune(to)
	}
	return b.String(), s != ""
}

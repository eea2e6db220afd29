namespace SlackClaudeBot.Activities.Sandboxes.Programs;

/// <summary>Small constant programs for <c>/bin/sh -c</c>. What varies comes as arguments, never in the text.</summary>
internal static class SandboxScripts
{
    /// <summary>The variable that marks what one run started.</summary>
    public const string RunMark = "SANDBOX_RUN";

    /// <summary>The variable that marks everything of a sandbox.</summary>
    public const string TaskMark = "SANDBOX_TASK";

    public const int NoSuchFile = 44;
    public const int NotAFile = 45;
    public const int Outside = 46;

    /// <summary>
    /// Sends a signal (argument 2) to every process group that holds a process with the environment entry of argument 1, and again
    /// while killing until none is left: what forks meanwhile is found in the next pass, and what was killed may need a moment to die.
    /// </summary>
    private const string Signal = """
        for pass in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
          [ "$pass" -le 10 ] || sleep 0.2
          groups=$(for f in $(grep -lszxF -- "$1" /proc/[0-9]*/environ 2>/dev/null); do sed 's/.*) //' "${f%environ}stat" 2>/dev/null; done |
            cut -d ' ' -f 3 | sort -u)
          [ -n "$groups" ] || exit 0
          for g in $groups; do [ "$g" -gt 1 ] && kill -s "$2" -- "-$g" 2>/dev/null; done
          [ "$2" = KILL ] || exit 0
        done
        exit 1
        """;

    /// <summary>
    /// Writes stdin to the file of argument 1, whole or not at all: argument 3 is its length. An existing link is replaced, and
    /// the folder must lie under argument 2 once links are followed.
    /// </summary>
    private const string Write = """
        set -e
        d=$(dirname -- "$1")
        case "$(realpath -m -- "$d")/" in "$2"/*) ;; *) exit 46 ;; esac
        mkdir -p -- "$d"
        t=$(mktemp -- "$d/.write.XXXXXXXX")
        trap 'rm -f -- "$t"' EXIT
        cat >"$t"
        [ "$(wc -c <"$t")" -eq "$3" ]
        chmod 644 -- "$t"
        mv -f -T -- "$t" "$1"
        """;

    /// <summary>Prints the file of argument 1, which must lie under argument 2 once links are followed; at most argument 3 bytes.</summary>
    private const string Read = """
        case "$(realpath -m -- "$1")" in "$2"/*) ;; *) exit 46 ;; esac
        [ -e "$1" ] || exit 44
        [ -f "$1" ] || exit 45
        exec head -c "$3" -- "$1"
        """;

    public static IReadOnlyList<string> SignalMarked(string mark, string value, ProgramSignal signal) =>
        ["/bin/sh", "-c", Signal, "sh", $"{mark}={value}", signal == ProgramSignal.Interrupt ? "INT" : "KILL"];

    public static IReadOnlyList<string> WriteFile(string path, string root, long length) =>
        ["/bin/sh", "-c", Write, "sh", path, root.TrimEnd('/'), $"{length}"];

    public static IReadOnlyList<string> ReadFile(string path, string root, long maxBytes) =>
        ["/bin/sh", "-c", Read, "sh", path, root.TrimEnd('/'), $"{maxBytes}"];
}

/// <summary>How a program is told to stop.</summary>
internal enum ProgramSignal
{
    Interrupt,
    Kill,
}

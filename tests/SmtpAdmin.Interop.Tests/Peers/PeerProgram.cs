namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A program that the tests start: installed, or unpacked by tests/interop-setup.sh into a root of its own.</summary>
internal sealed class PeerProgram
{
    private static readonly string[] SystemDirectories = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

    private readonly string? _path;

    private PeerProgram(string name, string file, bool needsRoot)
    {
        Name = name;
        NeedsRoot = needsRoot;
        _path = SystemDirectories.Select(directory => $"{directory}/{file}").FirstOrDefault(File.Exists);
        if (_path is not null) return;
        var root = $"{Environment.GetEnvironmentVariable("SMTPADMIN_PEERS") ?? "/var/cache/smtpadmin-peers"}/{name}";
        if (!File.Exists($"{root}/usr/sbin/{file}")) return;
        PrivateRoot = root;
        _path = $"{root}/usr/sbin/{file}";
        LibraryPath = string.Join(':', Directory.EnumerateFiles(root, "lib*.so*", SearchOption.AllDirectories)
            .Select(library => System.IO.Path.GetDirectoryName(library)).Distinct());
    }

    /// <summary>Every program that the tests start, by the name of its package.</summary>
    internal static IReadOnlyDictionary<string, PeerProgram> Known { get; } = new PeerProgram[]
    {
        new("postfix", "postfix", needsRoot: true),
        new("dovecot", "dovecot", needsRoot: true),
        new("exim4", "exim4", needsRoot: true),
        new("opensmtpd", "smtpd", needsRoot: true),
        new("bind9", "named", needsRoot: false),
        new("bind9-utils", "dnssec-signzone", needsRoot: false),
        new("bind9-dnsutils", "dig", needsRoot: false),
        new("nsd", "nsd", needsRoot: false),
        new("unbound", "unbound", needsRoot: false),
        new("rbldnsd", "rbldnsd", needsRoot: false),
        new("swaks", "swaks", needsRoot: false),
        new("msmtp", "msmtp", needsRoot: false),
        new("python3", "python3", needsRoot: false),
        new("strace", "strace", needsRoot: false),
        new("nodejs", "node", needsRoot: false),
        new("openssl", "openssl", needsRoot: false),
        new("opendkim", "opendkim", needsRoot: false),
        new("opendkim-genkey", "opendkim-genkey", needsRoot: false),
        new("opendkim-testkey", "opendkim-testkey", needsRoot: false),
    }.ToDictionary(program => program.Name);

    /// <summary>The name of its package.</summary>
    internal string Name { get; }

    /// <summary>Only root can start it as a server of its own.</summary>
    internal bool NeedsRoot { get; }

    /// <summary>It is there.</summary>
    internal bool Exists => _path is not null;

    /// <summary>Where it is.</summary>
    /// <exception cref="InvalidOperationException">It is nowhere: the test did not ask first.</exception>
    internal string Path => _path ?? throw new InvalidOperationException($"{Name} is not installed.");

    /// <summary>The root that it was unpacked into; null for a program that is installed.</summary>
    internal string? PrivateRoot { get; }

    /// <summary>Where the libraries are that were unpacked with it; empty when there are none.</summary>
    internal string LibraryPath { get; } = "";
}

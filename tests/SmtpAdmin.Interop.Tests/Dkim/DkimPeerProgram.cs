using System.Diagnostics;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>Another implementation of DKIM that can be started here.</summary>
internal sealed class DkimPeerProgram
{
    private const string Compiler = "/usr/bin/cc";

    private readonly string _source;
    private readonly string? _interpreter;
    private readonly string[] _needed;

    private DkimPeerProgram(string name, string package, string source, string? interpreter, params string[] needed)
    {
        Name = name;
        Package = package;
        _source = source;
        _interpreter = interpreter;
        _needed = needed;
    }

    /// <summary>OpenDKIM's library, through a program that is compiled when it is started.</summary>
    public static DkimPeerProgram OpenDkim { get; } =
        new("libopendkim", "libopendkim-dev", "opendkim_peer.c", null, Compiler, "/usr/include/stdio.h", "/usr/include/opendkim/dkim.h");

    /// <summary>dkimpy, with the Python of the system.</summary>
    public static DkimPeerProgram Dkimpy { get; } =
        new("dkimpy", "python3-dkim", "dkimpy_peer.py", "/usr/bin/python3", "/usr/bin/python3", "/usr/lib/python3/dist-packages/dkim/__init__.py", "/usr/lib/python3/dist-packages/nacl/signing.py");

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Debian's package.</summary>
    public string Package { get; }

    /// <summary>Why it cannot be started here; null where it can.</summary>
    public string? WhyNot => _needed.FirstOrDefault(path => !File.Exists(path)) is { } missing ? $"{Name} cannot be started: {missing} of {Package} or of what it needs is not there: run tests/interop-setup.sh" : null;

    /// <summary>Starts it.</summary>
    /// <param name="sources">The directory with its source.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DkimPeerException">It does not compile, or ends.</exception>
    public async Task<DkimPeerProcess> StartAsync(string sources, CancellationToken cancellationToken)
    {
        var source = Path.Combine(sources, _source);
        if (_interpreter is not null) return await DkimPeerProcess.StartAsync(_interpreter, [source], cancellationToken);
        // A program that runs does not need its file any more.
        var directory = Directory.CreateTempSubdirectory("dkim-peer-");
        try
        {
            var program = Path.Combine(directory.FullName, Name);
            using var compiler = Process.Start(new ProcessStartInfo(Compiler, ["-O2", "-o", program, source, "-lopendkim"]) { RedirectStandardError = true })!;
            var errors = await compiler.StandardError.ReadToEndAsync(cancellationToken);
            await compiler.WaitForExitAsync(cancellationToken);
            if (compiler.ExitCode != 0) throw new DkimPeerException($"{source} does not compile: {errors}");
            return await DkimPeerProcess.StartAsync(program, [], cancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}

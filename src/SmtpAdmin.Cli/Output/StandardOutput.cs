using Microsoft.Win32.SafeHandles;

namespace SmtpAdmin.Cli.Output;

/// <summary>
/// The framework's own console swallows the news that nobody reads any more (EPIPE), and a long run would go on for nobody. A plain file
/// stream reports it.
/// </summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;
    private const int BrokenPipe = 32; // EPIPE, which the framework hands on as the exception's HResult

    /// <summary>The reader of our output has gone.</summary>
    public static bool IsClosedPipe(IOException exception) => exception.HResult == BrokenPipe;

    public static void ReportClosedPipes()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return;
        try
        {
            var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 1);
            if (stream.CanSeek) return; // a file: nobody closes it, and such a stream would write over what others write there
            Console.SetOut(new StreamWriter(stream, Console.OutputEncoding) { AutoFlush = true });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is no standard output: the first write tells.
        }
    }
}

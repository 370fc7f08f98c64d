using SmtpAdmin.HelpBuilder;
using SmtpAdmin.HelpBuilder.Reading;
using SmtpAdmin.HelpBuilder.Writing;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: SmtpAdmin.HelpBuilder <folder of pages> <help file to write>");
    return 2;
}

var pages = Directory.GetFiles(args[0], "*.md").Order(StringComparer.Ordinal).ToArray();
var builder = new HelpFileBuilder(Path.GetFileName(args[1]));
foreach (var path in pages)
{
    builder.Add(path, File.ReadAllText(path));
}

foreach (var problem in builder.Problems)
{
    // The form in which MSBuild knows an error of a tool: the IDE jumps to the line.
    Console.Error.WriteLine($"{problem.File}({problem.Line}): error HELP001: {problem.Message}");
}
if (builder.Problems.Count > 0) return 1;

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[1]))!);
using var file = File.Create(args[1]);
MamlWriter.Write(builder.Pages, file);
return 0;

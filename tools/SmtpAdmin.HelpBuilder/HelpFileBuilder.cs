using SmtpAdmin.HelpBuilder.Model;
using SmtpAdmin.HelpBuilder.Reading;

namespace SmtpAdmin.HelpBuilder;

/// <summary>Collects pages and what is wrong with them, so that one run names every broken page.</summary>
internal sealed class HelpFileBuilder(string helpFileName)
{
    private readonly List<HelpPage> _pages = [];
    private readonly List<PageProblemException> _problems = [];

    public IReadOnlyList<HelpPage> Pages => _pages;

    public IReadOnlyList<PageProblemException> Problems => _problems;

    public void Add(string path, string markdown)
    {
        try
        {
            _pages.Add(PageReader.Read(path, markdown, helpFileName));
        }
        catch (PageProblemException problem)
        {
            _problems.Add(problem);
        }
    }
}

/**
 * Imports whose distribution bears another name, for machines that have neither installed it nor declared it. Metadata
 * wins over this table, and so does what the project itself requires.
 */
const differing: ReadonlyMap<string, string> = new Map(
  `
    Bio=biopython
    Crypto=pycryptodome
    Levenshtein=python-Levenshtein
    MySQLdb=mysqlclient
    OpenSSL=pyOpenSSL
    PIL=pillow
    attr=attrs
    bs4=beautifulsoup4
    cv2=opencv-python
    dateutil=python-dateutil
    docx=python-docx
    dotenv=python-dotenv
    faiss=faiss-cpu
    fitz=PyMuPDF
    git=GitPython
    github=PyGithub
    googleapiclient=google-api-python-client
    igraph=python-igraph
    jwt=PyJWT
    magic=python-magic
    mpl_toolkits=matplotlib
    pkg_resources=setuptools
    pl_bolts=lightning-bolts
    pptx=python-pptx
    psycopg2=psycopg2-binary
    pylab=matplotlib
    pytorch_lightning=pytorch-lightning
    sentence_transformers=sentence-transformers
    serial=pyserial
    skimage=scikit-image
    sklearn=scikit-learn
    slugify=python-slugify
    snappy=python-snappy
    socks=PySocks
    umap=umap-learn
    usb=pyusb
    win32api=pywin32
    win32com=pywin32
    yaml=PyYAML
    zmq=pyzmq
  `
    .trim()
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [name = '', distribution = ''] = pair.split('=');
      return [name, distribution];
    }),
);

/** The distribution of an import of which the machine knows nothing. */
export function usualDistribution(name: string): string {
  return differing.get(name) ?? name;
}

/** A distribution's name as PEP 503 compares it. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

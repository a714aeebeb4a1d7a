//! Nothing: this package holds the programs that the test `ui` compiles. It is a package of its own since trybuild builds all
//! dependencies of the package once more.
